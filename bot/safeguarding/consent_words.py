"""What people answer to "Shall I tell your PA you need a call?", as data: words and set phrases by what they do.

They are written as `bot.language.chat` spells them out ("do not" for "dont"). In a phrase `a/b` stands for either
word. The longest phrase counts, so that "not sure" is in doubt before "not" is a no. Data and no file: whoever says
yes in danger is understood with every file and model missing.
"""

from __future__ import annotations

from typing import Mapping

# One letter for each kind of word: the grammar in `consent` is written with them.
YES, OK, DEED, PLEASE, THANKS = "Y", "O", "G", "P", "H"
NO, NOT, UNSURE, BUT = "N", "D", "U", "B"
WHO, ELSE, TELL, ASK, TALK, CALL, A_CALL, ME, WANT, CAN, CAN_YOU, TO_THAT = (
    "W",
    "Z",
    "T",
    "J",
    "A",
    "C",
    "L",
    "M",
    "I",
    "V",
    "v",
    "i",
)
ASKS, WHEN, ASKS_ELSE, BESIDE, SOFT, LATER, NEUTRAL, UNKNOWN = "Q", "E", "q", "K", "S", "R", "F", "X"

# What chat-speak does not know, or means otherwise here: "ya" is a yes and not "your".
SPELLINGS: Mapping[str, str] = {
    "ya": "yes",
    "yaa": "yes",
    "noo": "no",
    "theyll": "they will",
    "thatd": "that would",
    "itd": "it would",
    "thatll": "that will",
    "youd": "you would",
    "cud": "could",
    "wud": "would",
    "pleas": "please",
    "plx": "please",
    "pretty": "please",
    "plis": "please",
    "pl": "please",
    "ples": "please",
    "thnx": "thanks",
    "thank": "thanks",
    "thanku": "thanks",
    "thankyou": "thanks",
    "tq": "thanks",
    "imo": "i think",
    "iwant": "i want",
    "nvm": "never mind",
    "nm": "never mind",
    "idm": "do not mind",
    "idek": "i do not know",
    "iono": "i do not know",
    "dk": "do not know",
    "ofc": "of course",
    "fs": "for sure",
    "omg": "oh",
    "dinnae": "do not",
    "dinna": "do not",
    "didnae": "did not",
    "dinny": "do not",
    "divvent": "do not",
    "cannae": "can not",
    "gonnae": "going to",
    "tae": "to",
    "yer": "your",
    "oan": "on",
    "wanty": "want to",
    "tellin": "telling",
    "telt": "told",
    "wid": "would",
    "yese": "yes",
    "yus": "yes",
    "shes": "she is",
    "nought": "nothing",
    "wnt": "want",
    "ahed": "ahead",
    "aheed": "ahead",
    "gaun": "go on",
    "nha": "nah",
    "pa's": "pa",
    "ring's": "ring",
    "somone": "someone",
    "sumbody": "somebody",
    "sombody": "somebody",
    "ta": "thanks",
    "cheers": "thanks",
    "tyvm": "thank you",
    "tysm": "thank you",
    "dw": "do not worry",
    "np": "no problem",
    "innit": "",
    "yuh": "yes",
    "ngl": "",
    "tbh": "",
    "tbf": "",
    "lol": "",
    "lmao": "",
    "xx": "",
    "xxx": "",
    "x": "",
    "xo": "",
}

# A letter that is an answer alone: elsewhere "y" is "why" and "n" is "and".
LETTERS: Mapping[str, str] = {"y": "yes", "n": "no"}

# "id" and "ill" are words of their own elsewhere.
BEFORE: Mapping[str, tuple[str, frozenset[str]]] = {
    "id": ("i would", frozenset(("like", "love", "rather", "want", "prefer", "appreciate"))),
    "ill": (
        "i will",
        frozenset(
            [
                "tell",
                "ring",
                "call",
                "phone",
                "text",
                "message",
                "speak",
                "talk",
                "ask",
                "do",
                "be",
                "sort",
                "manage",
                "cope",
                "pass",
                "just",
                "let",
            ]
        ),
    ),
}

EMOJI: Mapping[str, str] = {
    "👍": " yes ",
    "👌": " ok ",
    "✅": " yes ",
    "✔": " yes ",
    "☑": " yes ",
    "💯": " definitely ",
    "🆗": " ok ",
    "🤝": " yes ",
    "🫡": " yes ",
    "👎": " no ",
    "❌": " no ",
    "🚫": " no ",
    "🙅": " no ",
    "✖": " no ",
    "⛔": " no ",
    "🛑": " no ",
    "🤷": " maybe ",
    "🤔": " maybe ",
    "❓": " ? ",
    "❔": " ? ",
}

WORDS: Mapping[str, str] = {
    YES: """
        yes yeah yea yep yup yeh ye yh yah yeye yis yass yas yaas yarp yessir yesh yehp yip yaya aye ay ie oui si tak definitely absolutely
        certainly totally surely sure course affirmative indeed correct agreed bet gladly 100% yse yed yez yws ues tes yrs eys yesd
        yess yehh yeha yhh mhm mhmm uhhuh yus
        sure_thing thumbs_up obviously exactly i_am_sure i_am_certain why_aye och_aye of/off_course for_sure too_right oh_aye uh_huh mm_hm go_aye i_agree i_consent i_do_agree
        say_less hell_yes hell_yeah why_not i_accept permission_granted you_have_my_permission i_give_permission
        i_would_love/appreciate_that 100_percent one_hundred_percent
    """,
    OK: """
        ok okay okey okie oki oke okk okok kk kay okidoki alright alrite aight ight ite aite alr cool sound fine grand iawn
        okie_dokie okey_dokey all_right right_then very_well no_objection suppose_so i_suppose_so i_guess_so guess_so spose_so i_spose_so
        might/may_as_well i_do_not_see_why_not
    """,
    DEED: """
        do_it do_that do_so please_do yes_do do_please go_on go_on_then go_on_so go_ahead go_for_it gwan gwarn just_do_it
        do_what_you_have/need_to crack_on send_it send_that send_the/a/that_message make_it_happen lets_do_it lets_do_that lets_go_for_it let_us_do_it
        get_on_with_it fire_away do_it_for_me do_it_now on_you_go gan_on
        i_do_want_that i_want_that i_want_you_to i_would_like_that i_would_like_it i_would_like_you_to i_would_want_that would_like_that
        i_need_that i_need_you_to i_need_help i_want_help i_want_some_help i_need_some_help i_would_like_help i_would_like_some_help
        like_you_to want_that want_you_to want_help need_help need_that text_me message_me text_me_back
        i_am_ok/okay/fine/happy/good/cool/alright_with_that/it/this i_am_happy_for_you_to i_am_up_for_that i_am_up_for_it happy_with_that
        happy_for_you_to that_is_ok/okay/fine_with/by_me it_is_ok/okay/fine_with/by_me fine_by_me fine_with_me ok_by_me works_for_me
        good/great/best/nice_idea that_is_a_good/great_idea sounds/sound_good/great/ok/okay/fine/nice/perfect that_sounds_good/great/ok/okay/fine/nice
        that/it_would/will_be_good/great/nice/helpful/lovely/amazing/perfect/ok/okay/fine/brilliant/cool that_would_help it_would_help
        would_be_good/great/nice/helpful/lovely/ok/fine be_good/great/nice/helpful/lovely if_you_would that_will_do
        help_me please_help can/could_you_help can/could_you_help_me will_you_please could/can_you_do_that can/could_you_do_it could/can_you_please
        yes_you_can yes_you_may you_can you_may you_can_do_that you_can_do_it you_should you_should_do_that feel_free be_my_guest
        i_am_ready i_am_in let_them/her/him_know let_my_pa_know let_the_team_know let_someone/somebody_know let_pa_know
        she/he/they_should_know i_think_so think_so i_reckon_so dwi_isio isio
    """,
    PLEASE: "please pls plz plox os_gwelwch_yn_dda",
    THANKS: "thanks thank thank_you thanks_you thankyou diolch",
    NO: """
        no nope nah naw nae nawp noo noh nop noe nahh nay never nein nie na nage nopes neg negative nuh
        nothing nowt nobody no_one leave forget stop cancel stop_it stop_that leave_it leave_that just_leave_it leave_it_out leave_it_then leave_it_for_now
        leave_it_be leave_me_alone leave_me leave_me_be forget_it forget_that forget_about_it never_mind nevermind does_not_matter it_does_not_matter
        not_now not_yet not_today not_tonight not_right_now not_this_time not_at_the_moment not_just_yet not_really not_particularly
        not_needed not_necessary no_need no_need_to there_is_no_need no_thanks no_thank_you no_ta no_way no_chance no_fear hell_no god_no absolutely_not
        definitely_not certainly_not of_course_not course_not not_a_chance not_in_a_million not_ever nuh_uh uh_uh nac_ydw dim_diolch na_diolch nae_chance
        maybe_not probably_not perhaps_not prob_not better_not best_not rather_not i_would_rather_not i_would_rather_you_did_not would_rather_not would_rather_you_did_not prefer_not
        i_would_prefer_not i_would_prefer_not_to i_would_prefer_you_did_not i_would_not_like_that i_would_not i_do_not_think_so do_not_think_so do_not_feel_like_it i_do_not_feel_like_it
        i_would_rather_not_to pass pass_on_that hard_pass swerve i_will_pass jog_on
        i_am_ok i_am_okay i_am_fine i_am_good i_am_alright i_am_all_right i_am_grand i_am_safe i_am_safe_now i_am_better i_am_better_now i_am_ok_now i_am_fine_now i_am_all_good
        i_feel_better i_feel_ok i_feel_fine i_will_be_ok i_will_be_fine i_will_be_alright i_will_be_okay ill_be_ok all_good we_are_ok we_are_good we_are_fine
        you_are_alright you_are_all_right your_alright your_all_right your_ok it_is_ok_thanks it_is_alright_thanks it_is_fine_thanks it_is_okay_thanks it_is_ok_no it_is_ok_thank_you
        i_have_got_this i_got_this i_can_cope i_can_manage i_will_manage i_will_cope sorted i_am_sorted it_is_sorted
        bad_idea terrible_idea that_is_a_bad_idea no_good do_not_bother do_not_worry do_not_worry_about_it do_not_need_to you_do_not_need_to you_do_not_have_to
        not_interested do_not_agree i_do_not_agree skip_it skip thumbs_down go_away shut_up piss_off fuck_off f_off bugger_off get_lost naff_off sod_off do_one
        i_will/can/could/might_tell/ring/call/text/message/phone/speak/talk/ask i_am_going_to_tell/ring/call/text/message/phone i_would_rather_tell/ring/call/text/message
        let_me_tell/ring/call/text
        i_have_told i_have_already_told i_already_told i_told i_already_have i_already_did already_told already_have already_did already_done she/he/they_already_know she/he/they_already_knows
        she/he/they_knows she/he/they_know i_spoke i_already_spoke i_rang i_already_rang i_have_already_rung
        not_her not_him not_them not_my_pa not_pa not_the_team not_that not_it anyone_but anybody_but anyone_but_her anyone_but_him anyone_but_them
    """,
    LATER: """
        later later_on maybe_later another_time another_day some_other_time not_for_now in_a_bit in_a_while in_the_morning tomorrow next_week after
    """,
    NOT: """
        not do_not did_not should_not must_not will_not would_not do_you_not never_ever without do_not_do do_not_you_dare you_better_not
        i_do_not_want i_do_not_need i_do_not_like i_do_not_trust do_not_want do_not_need do_not_like do_not_trust i_will_not i_do_not i_am_not i_would_hate can_you_not could_you_not please_do_not
    """,
    UNSURE: """
        maybe mayb mabe mebe mebbe perhaps possibly probably prob dunno unsure depends might hmm hmmm hm hmmmm umm um erm er uh mm mmm eh huh hesitant torn undecided whatever meh
        not_ok/okay/good/alright/fine/safe/well not_all_right i_am_not_ok/okay/good/alright/fine/safe/well i_am_not_all_right do_not_get_it do_not_understand not_sure i_am_not_sure not_too_sure not_so_sure not_really_sure not_certain not_100 no_idea no_clue i_do_not_know do_not_know do_not_know_yet not_know i_have_no_idea
        i_guess i_suppose guess suppose spose sort_of kind_of half_and_half it_depends that_depends yes_and_no either_way up_to_you you_choose you_decide your_choice your_call
        i_do_not_mind do_not_mind not_bothered i_am_not_bothered i_do_not_care do_not_care i_am_not_fussed not_fussed
        i_might might_do i_should let_me_think i_need_to_think need_to_think i_want_to_think think_about_it i_will_think let_me_see give_me_a_minute one_sec one_minute one_second a_minute a_sec
        hold_on hang_on wait wait_a_minute wait_a_sec
        yeah/yeh/yea/yh/aye_right tell_her/him/them/who_what say_what
        hard_to_say difficult_to_say tough_one good_question
    """,
    SOFT: """
        it/that_is_ok/okay/fine/alright/cool it_is_all_right that_is_all_right no_problem no_problems no_worries no_probs not_a_problem good if_you_like if_you_want if_you_want_to if_you_say_so i_do i_would
    """,
    BUT: "but if only unless except instead rather although though however first depending provided as_long_as so_long_as on_one_condition just_her just_him just_them just_my_pa not_the_duty_team",
    WHO: """
        her him them she he they pa adviser advisor worker my_pa your_pa the_pa my_personal_adviser/advisor my_adviser/advisor team the_team the_duty_team duty_team my_team the_duty
        duty someone somebody anyone anybody some_one my_worker my_leaving_care_worker leaving_care the_leaving_care_team leaving_care_team personal_adviser personal_advisor
    """,
    ELSE: """
        everyone everybody police social_worker my_social_worker social_services mum mam mom dad parents carer my_carer my_mum my_dad my_mam my_foster_mum my_foster_dad foster_carer friend my_friend my_mate nan my_nan
        someone_else somebody_else anyone_else anybody_else another_pa different_person another_person a_different_pa my_boyfriend my_girlfriend doctor my_doctor gp teacher my_teacher my_key_worker key_worker
    """,
    TELL: "tell telling inform notify alert message contact reach_out_to reach_out reach get_in_touch_with get_in_touch get_hold_of get_a_hold_of pass_it_on_to pass_that_on_to speak_to talk_to can/could_i_speak/talk_to text phone_up",
    ASK: "ask get let have_a_word_with",
    TALK: "speak talk",
    CALL: "call calls calling ring rings ringing phone phones phoning bell buzz ring_up call_up contact_me get_back_to",
    A_CALL: "a_call the_call a_phone_call a_phonecall phonecall phone_call a_ring a_call_back a_callback callback one_call someone_to_talk_to somebody_to_talk_to someone_to_speak_to someone_to_call_me someone_to_ring_me a_chat a_bell a_wee_call",
    ME: "me us",
    WANT: "i_want i_would_like i_need i_really_want i_really_need i_do_want i_do_need i_would_love i_would_want i_really_would_like i_could_do_with want would_like need i_could_use would_love",
    CAN: """
        can_she could_she can_he could_he can_they could_they can_someone could_someone can_somebody could_somebody can_anyone could_anyone can_anybody can_my_pa could_my_pa can_the_team could_the_team
        she_can he_can they_can she_could they_could he_could someone_can somebody_can my_pa_can
        can_i_have can_i_get could_i_have could_i_get can_i_please_have can_i_just_have may_i_have i_could_have
    """,
    CAN_YOU: "can/could_you",
    TO_THAT: "i_want_to i_want_it i_would_like_to i_need_it want_it need_it would_like_to",  # a wish if nothing follows
    ASKS: """
        what who why how where which whose what_if what_about how_about will_she will_he will_they will_it will_you will_my would_she would_he would_they would_it would_you is_she is_he is_it is_that is_this is_there you_ok/okay/alright are_you_ok/okay/alright are_you are_they are_there
        do_they does_she does_he does_it do_you do_i do_we did_you did_she did_they have_you have_they has_she can_i could_i should_i will_i shall_i may_i am_i was_it has_it tell_me show_me explain
    """,
    WHEN: "when how_long how_soon what_time how_quick how_quickly when_will",
    BESIDE: """
        have know knows say says said think thinks happen happens mean means going go can_not could_not i_can_not i_could_not mad angry cross annoyed upset shocked disappointed been had was told see saw hear came take takes work i_am i_will i_have i_did i_was i_had i_can is_not it_is_not has_not have_not was_not like likes find out
        about sending sent again more this_time much_help information info thing things day days
    """,
    ASKS_ELSE: "who_is_my_pa what_is_a_pa what_is_my_pa how_do_i how_can_i how_much",
    UNKNOWN: "call/ring_me_a/an no_more no_way_out",
    NEUTRAL: """
        i you it that this these the a an to be am is are will would of for and so with just now tonight today asap then there here my your our on in at up well oh ah aw ooh right actually honestly really very quite much lots big
        ay/ey_up as soon possible possibly_now straight away quickly quick immediately tonite evening morning please_now mate bro bruv sis fam love pal babe hun man guys duck lad lass pet hen chuck one that_is_it night sir miss sorry now_please hi hiya hello hey yo
        do does has some also too still even myself yourself herself by or ever already think_i i_think i_reckon reckon so_much a_lot minute because cos thanks_so_much all time as_soon_as_possible right_now at_the_moment god jesus christ och ach wee bit like_now
        if_you_can if_you_could if_possible if_that_is_ok if_that_is_okay if_that_is_alright if_it_is_ok if_it_is_okay if_that_is_possible if_you_do_not_mind if_you_would_not_mind if_it_is_possible
        would_you_mind could_do let_us lets can
    """,
}

# Of which kinds words are read in spite of a slip, and of which without the spaces between them, with a few more.
OF_YES_OR_NO = (YES, OK, PLEASE, THANKS, NO)
OF_ANSWERS = (*OF_YES_OR_NO, TELL, WHO, CALL, ME)
GLUED: dict[str, str] = {
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "dont": "do not",
    "im": "i am",
    "do": "do",
    "it": "it",
    "go": "go",
    "on": "on",
    "not": "not",
    "you": "you",
}
