"""First names of the invented people, from the fifth on. Some are words, some sound alike, and one adviser has two of the same."""

NAMES = (
    *("Ash", "Bryn", "Cleo", "Dev", "Eden", "Fin", "Gia", "Hari", "Indy", "Jude", "Kai", "Luz", "Mo", "Noor"),
    *("Oz", "Pip", "Quinn", "Rae", "Sol", "Tai", "Uma", "Val", "Wren", "Xan", "Yaz", "Zee", "Abe", "Bea"),
    *("Cy", "Dot", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jax", "Kit", "Leo", "Mia", "Ned", "Ola", "Pax"),
    *("Rex", "Sid", "Ted", "Una", "Vic", "Win", "Zac", "Amal", "Beni", "Cass", "Drew", "Elif", "Faris"),
    *("Gwen", "May", "May", "Will", "Kai", "Kit", "Will", "Mia", "Tai", "Faith", "Jude", "Lane", "Rose"),
    *("Jack", "Grace", "River", "Art", "Miles", "Mark", "Heath", "Bilal", "Alex", "Summer", "Casey", "Sunny"),
    *("Dawn", "Hope", "Penny", "Joy", "Robin", "Ray", "Grant", "Frank", "Faye", "Olive", "Chance", "April"),
    *("Bill", "Drew", "Skye", "Mae"),
)
