//! Figure 1 of RFC 5456 (6.1.1).

use super::table::figure;

figure! {
    /// How an account gets and keeps its registration. Where the figure has a release end with ACK, 6.1.6 and 9.4 have
    /// REGACK, and that is followed: an early ACK says nothing yet.
    REGISTRANT = "Figure 1: Registrant State Diagram";
    /// Where an account's registration stands.
    states Registrant {
        Unregistered "Unregistered",
        RegSent "Reg Sent",
        NoAuth "No Auth",
        Registered "Registered",
        Releasing "Releasing",
        Rejected "Rejected",
    }
    /// What happens to a registration.
    inputs RegistrantInput {
        Init "Init",
        RecCalltoken "rec CALLTOKEN",
        RecRegauth "rec REGAUTH",
        RecRegauthNoCredentials "rec REGAUTH, no credentials",
        RecRegack "rec REGACK",
        RegTimeout "REG timeout",
        Release "release",
        RecRegrej "rec REGREJ",
        GaveUp "no acknowledgment",
    }
    /// What is done about it.
    outputs RegistrantOutput {
        SndRegreq "snd REGREQ",
        SndRegrel "snd REGREL",
        SndAck "snd ACK",
        Nothing "x",
    }
    moves {
        Unregistered: Init / SndRegreq => RegSent;
        NoAuth | Rejected | Registered: Init / SndRegreq => RegSent by "6.1.5";
        RegSent: RecRegauth / SndRegreq => RegSent;
        RegSent: RecRegauthNoCredentials / SndAck => NoAuth;
        RegSent: RecRegack / SndAck => Registered;
        Registered: RegTimeout / SndRegreq => RegSent;
        Registered: Release / SndRegrel => Releasing;
        Releasing: RecRegauth / SndRegrel => Releasing;
        Releasing: RecRegauthNoCredentials / SndAck => NoAuth;
        Releasing: RecRegack / SndAck => Unregistered by "9.4";
        RegSent | Releasing | Registered: RecRegrej / SndAck => Rejected;
        RegSent: RecCalltoken / SndRegreq => RegSent by "IAX2 Security 3.2";
        Releasing: RecCalltoken / SndRegrel => Releasing by "IAX2 Security 3.2";
        RegSent | Releasing: GaveUp / Nothing => Unregistered by "7";
        Unregistered | RegSent | NoAuth | Rejected: Release / SndRegrel => Releasing by "6.1.6";
    }
}
