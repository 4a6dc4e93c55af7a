"""What is asked after somebody was told, as data: words that belong together by what they ask. As `consent_words`, without a file."""

from __future__ import annotations

from enum import Enum
from typing import Mapping


class About(Enum):
    """What is asked about an alert."""

    CANCEL = "whether it can be taken back"
    IF_NOBODY = "what to do if nobody rings"
    WHAT_WAS_SAID = "what they were told"
    WHO = "who was told"
    IS_TOLD = "whether it was sent and seen"
    WHEN = "when they ring"
    NEXT = "what happens now"


# The first that is in the text counts. Single words are words; more of them stand together in this order.
CUES: Mapping[About, str] = {
    About.CANCEL: """
        cancel, undo, unsend, take it back, take that back, call it off, changed my mind, change my mind, do not tell, did not mean, do not want her, do not want him,
        do not want them, do not want it, do not want a call, do not want anyone, do not want that, stop it, stop that, stop them, stop her, never mind, forget it, too late to stop,
        tell them no, tell her no, tell them not, tell her not, not want a call, not want it
    """,
    About.IF_NOBODY: """
        if no one, if nobody, if they do not, if she does not, if he does not, if they will not, if she will not, if they did not, no one has, nobody has, no one rang, nobody rang, no one rings,
        nobody rings, no one rung, no one called, nobody called, no one calls, nobody calls, no one is ringing, nobody is ringing, still waiting, been waiting, not rung, not rang, not called, not phoned, did not ring,
        did not call, no answer, not heard, has not, have not, not answering, not ringing, not picking up
    """,
    About.WHAT_WAS_SAID: """
        what did you tell, what did you say, what did you send, what have you told, what have you said, what does it say, what did it say, what will they know, what do they know, what does she know,
        what will she know, know what i said, know what i typed, see what i said, see what i typed, see my messages, read my messages, see this, read this, what i said, what i wrote, what i typed
    """,
    About.WHO: "who did you, who have you, who knows, who gets, who got, who has, who will ring, who will call, who is going to, who is ringing, who is calling, who rings, who else",
    About.IS_TOLD: """
        did you, have you, has it, did it, is it sent, was it sent, it been sent, does she know, do they know, does he know, has she seen, has he seen, have they seen, did she see, did they see, did she get, did they get, did he get, has she got,
        have they got, has anyone seen, has anyone read, has anybody seen, anyone seen it, has she read, have they read, you told, it gone, they know yet, she know yet, are you telling, you actually
    """,
    About.WHEN: """
        when, how long, how soon, what time, how quick, how quickly, will she ring, will they ring, will he ring, will she call, will they call, will he call, do they ring, do they call, does she ring, does she call, going to ring, going to call,
        will someone ring, will someone call, will anyone ring, will anyone call, will somebody ring, will my pa ring, will my pa call, is she ringing, are they ringing, is she calling, are they calling, ring me tonight, call me tonight,
        ring me today, call me today, ring me tomorrow, call tonight, ring tonight, will they phone, will she phone, ring at night, ring in the night, will they get back, will she get back, they really ring, they even ring
    """,
    About.NEXT: "what happens, what now, now what, what next, then what, what do i do now, what do i do, and now, what will happen, what is happening, is going to happen, what is next",
}

# Every other word that may stand in such a question. With any word besides it is about something else.
MAY_STAND = """
    she he they them her him you u i me we us it that this one someone somebody anyone anybody nobody no my your pa adviser worker team duty manager the a an and or so but ok okay yes yeah please now
    will would do does did is are be been being am was has have had had going go to of on in at for from with if not ever even just still yet really actually definitely again back up about then there
    tonight today tomorrow morning evening night weekend soon later time long quick quickly day hour hours minutes minute ring rings rang rung ringing call calls called calling phone phones phoned phoning text texts
    texted message messages email alert tell tells told telling say says said know knows see sees seen saw read hear heard get gets got answer answers reply come comes coming send sends sent what when who how why till until tonite answering
    which mean want wanted need mind change changed cancel stop take right sure thing want thanks hi hey sorry wait waiting picks pick else gone all oh else typed wrote everything anything though actually does
    happen happens happening think can could possible late too call-back off undo forget never next people help supposed gonna please pls a
"""

# Words that name the call or the message: without one, a question is about the alert only right after it.
NAMES_IT = "ring rings rang rung ringing call calls called calling phone phones phoned phoning message alert told tell telling"
