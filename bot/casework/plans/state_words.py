"""What each state of a pathway plan means: one sentence to the young person, one to the adviser."""

from __future__ import annotations

from bot.casework.codes import PlanState

TO_YOUNG_PERSON = {
    PlanState.NOT_STARTED: "Your pathway plan has not been started yet.",
    PlanState.ASSESSMENT: "Your needs assessment is being done, and your pathway plan comes after it.",
    PlanState.DRAFTING: "Your pathway plan is being written.",
    PlanState.WITH_YOUNG_PERSON: "Your pathway plan is with you, as we need your views before it goes on.",
    PlanState.WITH_TEAM_MANAGER: "Your pathway plan is written and is waiting for the team manager to sign it off.",
    PlanState.AUTHORISED: "Your pathway plan is done and signed off.",
    PlanState.IN_REVIEW: "Your pathway plan is being reviewed now.",
    PlanState.SUPERSEDED: "Your old pathway plan has been replaced.",
}

TO_ADVISER = {
    PlanState.NOT_STARTED: "No work on this plan is on record; the needs assessment comes first.",
    PlanState.ASSESSMENT: "The needs assessment is under way; the plan is written from it.",
    PlanState.DRAFTING: "You are writing the plan; show it to the young person when it is ready.",
    PlanState.WITH_YOUNG_PERSON: "The young person has the plan; record their views, or why there are none, before it goes on.",
    PlanState.WITH_TEAM_MANAGER: "The team manager has the plan, to sign it off or to send it back to you.",
    PlanState.AUTHORISED: "The team manager signed this plan off; it holds until its next review.",
    PlanState.IN_REVIEW: "The plan is under review and still holds; end the review, or start a new version.",
    PlanState.SUPERSEDED: "A newer version has replaced this plan; it is kept for the record only.",
}

NEXT_FOR_YOUNG_PERSON = {
    PlanState.NOT_STARTED: "Next, {adviser} should meet you for a needs assessment.",
    PlanState.ASSESSMENT: "Next, {adviser} turns the assessment into a plan with you.",
    PlanState.DRAFTING: "Next, {adviser} will show you the plan and ask what you think.",
    PlanState.WITH_YOUNG_PERSON: "Next, read it and tell {adviser} what you agree with and what you don't.",
    PlanState.WITH_TEAM_MANAGER: "Next, {manager} reads it. Then {adviser} gives you the finished plan.",
    PlanState.AUTHORISED: "Next comes your review. You can ask for it sooner if things change.",
    PlanState.IN_REVIEW: "Next, {adviser} writes down what changes. Tell them what you want in it.",
    PlanState.SUPERSEDED: "Ask {adviser} for the new plan.",
}
