//! Figure 3 of RFC 5456 (6.2): the called end.

use super::table::figure;

figure! {
    /// How the phone is called.
    CALL_TERMINATION = "Figure 3: Call Termination State Diagram";
    /// Where a call that the phone gets stands.
    states Callee {
        Initial "Initial",
        Linked "Linked",
        Up "UP",
    }
    /// What happens to a call that the phone gets.
    inputs CalleeInput {
        RecNewUnauthenticated "rec NEW, unauthenticated",
        RecNewRefused "rec NEW, refused",
        Valid "valid credentials",
        Invalid "invalid credentials",
        Alerting "alerting",
        Answered "answered",
        Finish "finish",
        RecReject "rec REJECT",
        RecHangup "rec HANGUP",
        RecInval "rec INVAL",
        GaveUp "no acknowledgment",
    }
    /// What is done about it.
    outputs CalleeOutput {
        SndAuthreq "snd AUTHREQ",
        SndReject "snd REJECT",
        SndAccept "snd ACCEPT",
        SndRinging "snd RINGING",
        SndAnswer "snd ANSWER",
        SndHangup "snd HANGUP",
        SndAck "snd ACK",
        Nothing "x",
    }
    moves {
        Initial: RecNewUnauthenticated / SndAuthreq => Initial;
        Initial: RecNewRefused / SndReject => Initial;
        Initial: Valid / SndAccept => Linked;
        Initial: Invalid / SndReject => Initial by "6.2.6";
        Initial: Finish / SndReject => Initial by "6.2.4";
        Linked: Alerting / SndRinging => Linked;
        Linked: Answered / SndAnswer => Up;
        Linked | Up: Finish / SndHangup => Initial;
        Initial | Linked | Up: RecHangup / SndAck => Initial;
        Initial | Linked | Up: RecReject / SndAck => Initial by "6.2.4";
        Initial | Linked | Up: RecInval / Nothing => Initial by "6.9.2";
        Initial | Linked | Up: GaveUp / Nothing => Initial by "7";
    }
}
