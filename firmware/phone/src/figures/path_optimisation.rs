//! Figure 4 of RFC 5456 (6.5): call path optimisation, as far as an end has a part in it.

use super::table::figure;

figure! {
    /// How a call's path is shortened.
    PATH_OPTIMISATION = "Figure 4: Call Path Optimization State Diagram";
    /// How far the new path is.
    states Path {
        None "None",
        Begin "Begin",
        Ready "Ready",
        MediaPass "Media Pass",
    }
    /// What happens on the way.
    inputs PathInput {
        RecTxreq "rec TXREQ",
        RecTxcnt "rec TXCNT",
        RecTxacc "rec TXACC",
        RecTxmedia "rec TXMEDIA",
        RecTxrel "rec TXREL",
        RecTxrej "rec TXREJ",
        NoAnswer "no TXACC",
    }
    /// What is done about it.
    outputs PathOutput {
        SndTxcnt "snd TXCNT",
        SndTxacc "snd TXACC",
        SndTxready "snd TXREADY",
        SndTxrej "snd TXREJ",
        MoveMedia "move media",
        MoveCall "ack, move call",
        Rejoin "ack, rejoin media",
        Nothing "ack",
    }
    moves {
        None | Begin | Ready | MediaPass: RecTxreq / SndTxcnt => Begin;
        Begin: RecTxcnt / SndTxacc => Begin;
        Ready: RecTxcnt / SndTxacc => Ready;
        MediaPass: RecTxcnt / SndTxacc => MediaPass;
        Begin: RecTxacc / SndTxready => Ready;
        Begin: NoAnswer / SndTxrej => None by "6.5.2";
        Ready: RecTxmedia / MoveMedia => MediaPass;
        Ready: RecTxrel / MoveCall => None;
        Begin: RecTxrel / Nothing => None;
        MediaPass: RecTxrel / Rejoin => None by "6.5.5";
        Begin | Ready | MediaPass: RecTxrej / Nothing => None;
    }
}
