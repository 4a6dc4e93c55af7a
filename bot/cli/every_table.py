"""Importing this makes every table known: one that is not would be forgotten when people are, or keep an old key."""

from __future__ import annotations

import bot.advising.advising_tables
import bot.casework.tables
import bot.delivery.alerts.alert_tables
import bot.delivery.conversation.journal
import bot.delivery.handing_over.hand_over_tables
import bot.delivery.reminding.reminder_tables
import bot.delivery.sending.outbox_tables
import bot.delivery.texting.danger_texts
import bot.delivery.texting.text_costs
import bot.identity.by_phone.texter_tables
import bot.identity.by_teams.teams_tables
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - with the lines above: importing is all there is to do
