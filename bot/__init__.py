"""The care leavers' local offer assistant, without the conversation scripts."""
