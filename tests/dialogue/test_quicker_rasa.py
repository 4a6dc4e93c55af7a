"""What is replaced in Rasa gives what Rasa's own gives."""

from __future__ import annotations

import ast
import inspect
import json
import warnings

import jsonschema
import pytest
import rasa.core.actions.action as rasa_action
import rasa.core.processor
from building import built
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.exceptions import GraphRunError
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.common import all_subclasses

from bot.dialogue.in_process import is_plainly_right
from bot.dialogue.plain_states import plain_states
from bot.dialogue.quicker_rasa import (
    quicken_rasa,
    rasas_own_class_of,
    rasas_own_is_empty,
    rasas_own_run,
)
from bot.dialogue.rules_of_intents import find_action, may_match_text, rasas_own_find
from bot.dialogue.straight_graph import run_straight
from bot.dialogue.tracker_store import ConversationStore, StoredTracker
from bot.settings import Settings

pytestmark = pytest.mark.model

MESSAGES = (
    "do i have to pay council tax in rotherham",
    "who is my pa and can i get a laptop",
    "hi",
    "wat about leicester",
    "quokka quokka",
    "",
)
SLOTS = ("my_council", "last_topic", "last_place")


@pytest.fixture(scope="module")
def processor(model, tmp_path_factory):
    """Rasa with our model."""
    with built(Settings(state=tmp_path_factory.mktemp("state")), model) as assistant:
        yield assistant.dialogue.agent.processor


@pytest.fixture(scope="module")
def policy(processor):
    """The policy of our rules, as it was trained."""
    nodes = processor.graph_runner._instantiated_nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, RulePolicy))


def rules_of(policy) -> list[tuple[str, str]]:
    """Each rule's intent and the action that answers it."""
    found = ((json.loads(key)[-1], action) for key, action in policy.lookup[RULES].items())
    return [
        (state["user"]["intent"], action)
        for state, action in found
        if state["prev_action"]["action_name"] == "action_listen"
    ]


def said(intent: str) -> UserUttered:
    """A message of an intent."""
    return UserUttered("some words", {"name": intent}, [], {"intent": {"name": intent}, "entities": []})


def talk(domain, *events: Event) -> DialogueStateTracker:
    """A talk of these events."""
    return DialogueStateTracker.from_events("x", [ActionExecuted("action_listen"), *events], domain.slots)


def turn(intent: str, action: str, number: int) -> list[Event]:
    """A whole turn, which sets a slot."""
    slot = SlotSet(SLOTS[number % len(SLOTS)], f"value {number}")
    return [said(intent), ActionExecuted(action), slot, ActionExecuted("action_listen")]


def test_every_type_of_event_has_rasas_class():
    """Each of Rasa's types, one that is no more, and one that never was."""
    quicken_rasa()
    types = [kind.type_name for kind in all_subclasses(Event)]
    assert len(types) > 20
    for _ in range(2):
        assert [Event.resolve_by_type(name) for name in types] == list(map(rasas_own_class_of, types))
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("quokka", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="quokka"):
        Event.resolve_by_type("quokka")


def test_a_message_is_understood_as_through_dask(processor):
    """Whatever the components write on it."""
    target = processor.model_metadata.nlu_target
    for text in MESSAGES:
        found = [
            run(
                processor.graph_runner,
                inputs={PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: None},
                targets=[target],
            )[target][0].as_dict(only_output_properties=True)
            for run in (run_straight, rasas_own_run)
        ]
        assert {**found[0], "message_id": ""} == {**found[1], "message_id": ""}


def test_a_graph_that_can_not_run_says_so(processor):
    """An input that is called like a component, or a component that gets nothing, is refused as by Rasa."""
    runner, target = processor.graph_runner, processor.model_metadata.nlu_target
    for run in (run_straight, rasas_own_run):
        with pytest.raises(GraphRunError):
            run(runner, inputs={PLACEHOLDER_MESSAGE: target}, targets=[target])
        with pytest.raises(GraphRunError):
            run(runner, inputs={}, targets=[target])


def test_every_rule_is_found_as_by_rasas_own(processor, policy):
    """After its message, and after its action, early and late in a talk: the action and the place where it stands."""
    domain, rules = processor.domain, rules_of(policy)
    assert len(rules) >= 24
    late = [event for number, rule in enumerate(rules[:6]) for event in turn(*rule, number)]
    for intent, action in rules:
        for before in ([], late):
            for events in ([said(intent)], [said(intent), ActionExecuted(action)]):
                tracker = talk(domain, *before, *events)
                assert policy._predict(tracker, domain)[0].probabilities == _as_rasa(policy, tracker, domain)


def _as_rasa(policy, tracker, domain):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RulePolicy, "_find_action_from_rules", rasas_own_find)
        return policy._predict(tracker, domain)[0].probabilities


def test_no_rule_of_ours_is_about_the_words_of_a_message(processor, policy):
    """So the look for such rules is left out, which Rasa's own look confirms."""
    assert not may_match_text(policy.lookup[RULES])
    for intent, _ in rules_of(policy):
        tracker = talk(processor.domain, said(intent))
        assert find_action(policy, tracker, processor.domain, True) == (None, None, False)
        assert rasas_own_find(policy, tracker, processor.domain, True)[0] is None


def test_a_rule_about_words_would_be_looked_for():
    """Its text, no intent at all, or one that must not be set: each could match a message's words."""
    listen = {"action_name": "action_listen"}
    for user in ({"text": "hello"}, {}, {"intent": "should_not_be_set"}):
        assert may_match_text([json.dumps([{"prev_action": listen, "user": user}])])
    assert may_match_text([json.dumps([{"slots": {"x": [1.0]}}])])
    assert not may_match_text([json.dumps([{"prev_action": {"action_name": "action_answer"}}])])


async def test_a_long_talk_goes_on_as_if_it_were_read_whole(processor, policy, tmp_path):
    """Read from its restart point it has the slots, the last turns and the next action of the whole, whatever is said next."""
    domain, rules = processor.domain, rules_of(policy)
    url = f"sqlite:///{tmp_path / 'conversations.db'}"
    store = ConversationStore(domain, host=url, keys=Settings().sealing_keys())
    for number in range(20):
        tracker = await store.retrieve("x") or talk(domain)
        tracker.update_with_events(turn(*rules[number % len(rules)], number), domain)
        await store.save(tracker)
    recent = await store.retrieve("x")
    whole = await store.retrieve_full_tracker("x")
    assert isinstance(recent, StoredTracker)
    assert (len(whole.events), len(recent.events)) == (1 + 20 * 4, len(SLOTS) + 1 + 3 * 4)
    assert recent.current_slot_values() == whole.current_slot_values()
    assert list(recent.events)[-9:] == list(whole.events)[-9:]
    for intent, action in rules:
        for tracker in (recent.copy(), whole.copy()):
            tracker.update(said(intent))
            assert _next_action(policy, tracker, domain) == action


def _next_action(policy, tracker, domain):
    chances = policy._predict(tracker, domain)[0].probabilities
    return domain.action_names_or_texts[chances.index(max(chances))]


def test_no_rule_is_longer_than_what_is_always_read(policy):
    """A rule that looks back further would need more turns than the store reads."""
    assert max(len(json.loads(key)) for key in policy.lookup[RULES]) <= 2


_NAMES = st.sampled_from(("event", "name", "value", "timestamp", "metadata"))
_VALUES = st.one_of(
    st.none(),
    st.sampled_from(("slot", "user", "bot", "x")),
    st.integers(),
    st.lists(st.integers(), max_size=1),
)
_EVENTS = st.one_of(st.dictionaries(_NAMES, _VALUES), _VALUES)
_SLOTS_SET = st.fixed_dictionaries({"event": st.just("slot"), "name": _VALUES, "value": _VALUES})


@given(st.lists(st.one_of(_EVENTS, _SLOTS_SET), max_size=3), st.lists(st.one_of(_EVENTS), max_size=2))
def test_what_is_plainly_right_fits_rasas_schema(events, responses):
    """Nothing passes the short look that the schema would refuse."""
    result = {"events": events, "responses": responses}
    if is_plainly_right(result):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jsonschema.validate(result, rasa_action.RemoteAction.action_response_format_spec())


def test_what_our_actions_give_is_plainly_right():
    """A slot or two and an answer; anything else goes to the schema."""
    slot = {"event": "slot", "timestamp": None, "name": "last_topic", "value": "council_tax"}
    assert is_plainly_right({"events": [slot], "responses": [{"text": "hello"}]})
    for wrong in ({**slot, "name": 1}, {"event": "slot", "name": "x"}, {**slot, "event": "user"}, "slot"):
        assert not is_plainly_right({"events": [wrong], "responses": []})
    assert not is_plainly_right({"events": [], "responses": ["hello"]})
    assert not is_plainly_right({"events": "none", "responses": []})
    assert not is_plainly_right([])


_TALKS = st.lists(
    st.sampled_from(("listen", "ask", "greet", "nothing", "act", "slot", "say", "start", "undo", "form")),
    max_size=14,
)


def events_of(kinds, domain) -> list[Event]:
    """A talk of such events: most are of ordinary turns, in any order."""
    made = {
        "listen": lambda: ActionExecuted("action_listen"),
        "ask": lambda: said("ask"),
        "greet": lambda: UserUttered("hi", {"name": "greet"}, [{"entity": "council", "value": "x"}]),
        "nothing": UserUttered.empty,
        "act": lambda: ActionExecuted("action_answer"),
        "slot": lambda: SlotSet("last_topic", "council_tax"),
        "say": lambda: BotUttered("hello"),
        "start": SessionStarted,
        "undo": UserUtteranceReverted,
        "form": lambda: ActiveLoop("a_form"),
    }
    return [made[kind]() for kind in kinds]


def stored(tracker: DialogueStateTracker) -> StoredTracker:
    """The same talk as our store gives it."""
    kept = StoredTracker("x", tracker.slots.values())
    for event in tracker.events:
        kept.update(event)
    return kept


@given(_TALKS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_any_talk_is_read_as_by_rasas_own(processor, policy, kinds):
    """Its newest states, the events that count, the rule that is found, and the copy that an action gets."""
    domain = processor.domain
    tracker = DialogueStateTracker.from_events("x", events_of(kinds, domain), domain.slots)
    states = plain_states(tracker, domain, 2)
    assert states is None or states == tracker.past_states(domain)[-2:]
    assert (states is None) == bool({"undo", "form"} & set(kinds))
    if tracker.events:
        theirs = rasas_own_find(policy, tracker, domain, False)
        ours = find_action(policy, tracker, domain, False)
        assert ours == theirs
    kept = stored(tracker)
    assert kept.applied_events() == tracker.applied_events()
    copied = kept.copy()
    assert copied.current_state(EventVerbosity.ALL) == tracker.copy().current_state(EventVerbosity.ALL)
    copied.update(SlotSet("last_place", "rutland"))
    assert (kept.get_slot("last_place"), len(kept.events)) == (
        tracker.get_slot("last_place"),
        len(tracker.events),
    )


def test_rules_are_found_anew_when_they_change(processor, policy):
    """What is kept of a policy's rules is of those that it has."""
    domain, tracker = processor.domain, talk(processor.domain, said("greet"))
    before = policy.lookup[RULES]
    assert find_action(policy, tracker, domain, False)[0] == "utter_greet"
    try:
        policy.lookup[RULES] = dict.fromkeys(before, "action_answer")
        assert find_action(policy, tracker, domain, False)[0] == "action_answer"
    finally:
        policy.lookup[RULES] = before
    assert find_action(policy, tracker, domain, False)[0] == "utter_greet"


def test_a_domain_is_empty_where_rasa_says_so(processor):
    """Ours is not, and an empty one is."""
    quicken_rasa()
    for domain in (processor.domain, Domain.empty()):
        assert [domain.is_empty(), domain.is_empty()] == [rasas_own_is_empty(domain)] * 2


def test_what_is_not_copied_is_only_for_the_log():
    """In `rasa.core.processor` a copy stands within a line of the log, wherever one stands."""
    tree = ast.parse(inspect.getsource(rasa.core.processor))
    logged = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("structlogger.")
        for node in ast.walk(call)
    }
    copies = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
    assert len(copies) > 3
    assert all(id(node) in logged for node in copies)
