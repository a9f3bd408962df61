//! Figure 2 of RFC 5456 (6.2): the calling end.

use super::table::figure;

figure! {
    /// How the phone calls.
    CALL_ORIGINATION = "Figure 2: Call Origination State Diagram";
    /// Where a call that the phone makes stands.
    states Caller {
        Initial "Initial",
        Waiting "Waiting",
        Linked "Linked",
        Up "UP",
    }
    /// What happens to a call that the phone makes.
    inputs CallerInput {
        Start "initiate call",
        RecCalltoken "rec CALLTOKEN",
        RecAuthreq "rec AUTHREQ",
        RecAuthreqNoCredentials "rec AUTHREQ, no credentials",
        RecAccept "rec ACCEPT",
        RecReject "rec REJECT",
        RecHangup "rec HANGUP",
        RecProceeding "rec PROCEEDING",
        RecRinging "rec RINGING",
        RecBusy "rec BUSY",
        RecCongestion "rec CONGESTION",
        RecAnswer "rec ANSWER",
        Digit "digit",
        Complete "number complete",
        Finish "finish",
        RecInval "rec INVAL",
        GaveUp "no acknowledgment",
    }
    /// What is done about it.
    outputs CallerOutput {
        SndNew "snd NEW",
        SndAuthrep "snd AUTHREP",
        SndAck "snd ACK",
        SndHangup "snd HANGUP",
        SndDpreq "snd DPREQ",
        SndDial "snd DIAL",
        Nothing "x",
    }
    moves {
        Initial: Start / SndNew => Waiting;
        Waiting: RecCalltoken / SndNew => Waiting by "IAX2 Security 3.2";
        Waiting: RecAuthreq / SndAuthrep => Waiting;
        Waiting: RecAuthreqNoCredentials / SndHangup => Initial by "6.2.7";
        Waiting: RecReject / SndAck => Initial;
        Waiting: RecAccept / SndAck => Linked;
        Linked: RecAccept / SndAck => Linked by "6.2.3";
        Up: RecAccept / SndAck => Up by "6.2.3";
        Linked: Digit / SndDpreq => Linked by "6.8.1";
        Linked: Complete / SndDial => Linked by "6.8.3";
        Linked: RecProceeding / SndAck => Linked;
        Linked: RecRinging / SndAck => Linked;
        Linked: RecBusy / SndAck => Linked by "6.3.1";
        Linked: RecCongestion / SndAck => Linked by "8.3";
        Linked: RecAnswer / SndAck => Up;
        Linked | Up: RecReject / SndAck => Initial by "6.2.4";
        Initial | Waiting | Linked | Up: RecHangup / SndAck => Initial;
        Waiting | Linked | Up: Finish / SndHangup => Initial;
        Waiting | Linked | Up: RecInval / Nothing => Initial by "6.9.2";
        Waiting | Linked | Up: GaveUp / Nothing => Initial by "7";
    }
}
