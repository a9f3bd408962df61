//! Every number and habit of the phone that could be got wrong, in one place.
//!
//! The default conforms to RFC 5456. A harness breaks one field at a time to prove that its judge would notice.

use core::time::Duration;

/// How the phone behaves where the RFC leaves a choice, or where an implementation may err.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    /// Reliable delivery (RFC 5456 section 7).
    pub delivery: Delivery,
    /// Keeping watch over a live call (6.7).
    pub watch: Watch,
    /// Voice (6.10, 8.1.2).
    pub media: MediaHabits,
    /// Calls and their ends (6.2, 6.6).
    pub calls: CallHabits,
    /// Registration (6.1, 7.2.2).
    pub registration: RegistrationHabits,
    /// Path optimisation, as an end (6.5).
    pub transfer: TransferHabits,
    /// Encrypted calls (7.4, 8.1.4).
    pub cipher: CipherHabits,
}

impl Policy {
    /// The policy of a phone that conforms.
    pub const CONFORMING: Self = Self {
        delivery: Delivery::CONFORMING,
        watch: Watch::CONFORMING,
        media: MediaHabits::CONFORMING,
        calls: CallHabits::CONFORMING,
        registration: RegistrationHabits::CONFORMING,
        transfer: TransferHabits::CONFORMING,
        cipher: CipherHabits::CONFORMING,
    };
}

impl Default for Policy {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Reliable delivery (RFC 5456 section 7).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Delivery {
    /// Repeats of an unacknowledged frame before the leg is given up (7: four).
    pub repeats: u8,
    /// Round trip that is assumed before the first PONG.
    pub assumed_rtt: Duration,
    /// The first repeat comes no sooner than this, however short the round trip.
    pub shortest_wait: Duration,
    /// Times the round trip until the first repeat (7.2.1: two).
    pub rtt_factor: u32,
    /// By what the wait grows with each repeat (7.2.1: exponential; two).
    pub back_off: u32,
    /// No wait is longer (7.2.1: ten seconds).
    pub longest_wait: Duration,
    /// Sets the R bit on repeats (8.1.1).
    pub sets_retry_bit: bool,
    /// Acknowledges what wants an acknowledgment (6.9.1).
    pub acknowledges: bool,
    /// Takes a frame of a call from the address of that call alone.
    pub checks_source: bool,
    /// Takes a frame of a call only if it names the phone's own number of that call.
    pub checks_destination: bool,
    /// Asks for what is missing (6.9.3).
    pub sends_vnak: bool,
    /// At most one VNAK for the same gap in this time.
    pub vnak_interval: Duration,
    /// Answers a VNAK by sending again what it asks for.
    pub obeys_vnak: bool,
    /// At most one resend on VNAK for the same gap in this time.
    pub resend_interval: Duration,
    /// Takes a frame seen before for a duplicate; else acts on it again: wrong (7).
    pub drops_duplicates: bool,
    /// Acknowledges a duplicate again: its first ACK may have been lost.
    pub acknowledges_duplicates: bool,
    /// Acts on frames that came before their predecessors: wrong (6.9.3).
    pub takes_early_frames: bool,
    /// Answers INVAL to frames of calls that are no more (6.2.5).
    pub sends_inval: bool,
    /// Answers even an INVAL with INVAL: a storm.
    pub answers_inval: bool,
    /// Destroys a call on INVAL (6.9.2).
    pub obeys_inval: bool,
    /// Sequence numbers wrap from 255 to 0 (8.1.1); else they stick at 255.
    pub wraps_sequence: bool,
}

impl Delivery {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        repeats: 4,
        assumed_rtt: Duration::from_millis(500),
        shortest_wait: Duration::from_millis(200),
        rtt_factor: 2,
        back_off: 2,
        longest_wait: Duration::from_secs(10),
        sets_retry_bit: true,
        acknowledges: true,
        checks_source: true,
        checks_destination: true,
        sends_vnak: true,
        vnak_interval: Duration::from_millis(200),
        obeys_vnak: true,
        resend_interval: Duration::from_millis(100),
        drops_duplicates: true,
        acknowledges_duplicates: true,
        takes_early_frames: false,
        sends_inval: true,
        answers_inval: false,
        obeys_inval: true,
        wraps_sequence: true,
    };
}

impl Default for Delivery {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Keeping watch over a live call (RFC 5456 6.7).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Watch {
    /// From linking to the first PING, so that the round trip is known early.
    pub first_ping: Duration,
    /// Between two PINGs (6.7.2: twenty seconds); `None` sends none.
    pub ping_interval: Option<Duration>,
    /// Between two LAGRQs; `None` sends none.
    pub lagrq_interval: Option<Duration>,
    /// Answers PING (6.7.2) and POKE (6.7.1).
    pub sends_pong: bool,
    /// Answers LAGRQ (6.7.4).
    pub sends_lagrp: bool,
    /// PONG and LAGRP carry the time-stamp that they answer (9.1, 9.2).
    pub echoes_timestamps: bool,
    /// PONG carries receiver reports (6.7.3).
    pub reports: bool,
}

impl Watch {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        first_ping: Duration::from_millis(900),
        ping_interval: Some(Duration::from_secs(20)),
        lagrq_interval: Some(Duration::from_secs(20)),
        sends_pong: true,
        sends_lagrp: true,
        echoes_timestamps: true,
        reports: true,
    };
}

impl Default for Watch {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Voice and what travels with it (RFC 5456 6.10, 8.1.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MediaHabits {
    /// Sends voice before the call is answered and the other end proved its address.
    pub early: bool,
    /// Sends a full voice frame after each 65.536 s wrap (8.1.2, 9.6).
    pub full_at_wrap: bool,
    /// Reads Mini Frames across the wrap by the nearest time (8.1.2); else holds to the last full frame's upper half, and
    /// waits in vain for time to go on.
    pub unwraps: bool,
    /// Acknowledges Mini Frames: wrong (8.1.2).
    pub acknowledges_minis: bool,
    /// Asks by VNAK for the full frame where Mini Frames come first (6.9.3).
    pub vnaks_early_minis: bool,
    /// Stops its voice on QUELCH (6.4.4).
    pub obeys_quelch: bool,
    /// Stops its voice on HOLD (6.4.2).
    pub obeys_hold: bool,
    /// Puts a digit's tones into the voice as well: wrong (6.10.1).
    pub dtmf_in_band: bool,
    /// Follows a full frame that changes the codec (8.1.2).
    pub follows_codec: bool,
    /// Takes voice of any codec, offered or not, and guesses what it does not speak: wrong (8.1.2).
    pub takes_any_codec: bool,
    /// Sends and reads ADPCM with the later sample in the high half of an octet: not as deployed.
    pub adpcm_swapped: bool,
    /// Takes part in trunks as receiver (7.1).
    pub takes_trunks: bool,
    /// Drops what follows an unknown call in a trunk frame: wrong.
    pub trunk_stops_at_stranger: bool,
    /// Sends voice after HANGUP: wrong (6.2.5).
    pub after_hangup: bool,
    /// How long received audio, and a LAGRQ, waits in the jitter buffer.
    pub playout_delay: Duration,
    /// By how much that may grow, however uneven the path.
    pub longest_growth: Duration,
}

impl MediaHabits {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        early: false,
        full_at_wrap: true,
        unwraps: true,
        acknowledges_minis: false,
        vnaks_early_minis: true,
        obeys_quelch: true,
        obeys_hold: true,
        dtmf_in_band: false,
        follows_codec: true,
        takes_any_codec: false,
        adpcm_swapped: false,
        takes_trunks: true,
        trunk_stops_at_stranger: false,
        after_hangup: false,
        playout_delay: Duration::from_millis(40),
        longest_growth: Duration::from_millis(320),
    };
}

impl Default for MediaHabits {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Calls and their ends (RFC 5456 6.2 to 6.4, 6.6).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CallHabits {
    /// Sends HANGUP once and forgets: wrong (6.9.1).
    pub hangs_up_once: bool,
    /// Sends HANGUP at the end of a call at all.
    pub sends_hangup: bool,
    /// Frees a call's slot at its end.
    pub frees_slots: bool,
    /// Keeps a number unused for this long after its call; zero takes the last one again at once.
    pub number_rest: Duration,
    /// Says why in HANGUP and REJECT (8.6.21, 8.6.33).
    pub gives_cause: bool,
    /// Holds to the account that a call belongs to; else answers for the first: wrong.
    pub separates_accounts: bool,
    /// Sends RINGING when it rings (6.3.3).
    pub sends_ringing: bool,
    /// Checks the caller's answer to a challenge (6.2.6).
    pub checks_credentials: bool,
    /// Answers what it does not know with UNSUPPORT (6.3.1, 6.9.5).
    pub sends_unsupport: bool,
    /// Passes digits on once, however often the frame came.
    pub folds_digits: bool,
    /// Encrypts what follows AUTHREQ where both ends want it (7.4).
    pub encrypts: bool,
    /// Takes clear frames on an encrypted call: wrong (7.4).
    pub takes_clear_frames: bool,
    /// Follows RTKEY.
    pub follows_rtkey: bool,
    /// Takes every token for its own: wrong (IAX2 Security 3.2).
    pub trusts_tokens: bool,
    /// Binds tokens to the port that asked, not to the address alone (IAX2 Security 3.2).
    pub binds_tokens_to_ports: bool,
    /// Gives each call a number that no other call has (8.1.1).
    pub unique_numbers: bool,
    /// Leaves the call by itself when the far end is silent to its frames (7).
    pub gives_up: bool,
    /// How long a call may take from NEW to ACCEPT, its challenge included.
    pub setup_time: Duration,
    /// Waits for the dial plan's "exists" before DIAL (6.8).
    pub waits_for_dial_plan: bool,
}

impl CallHabits {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        hangs_up_once: false,
        sends_hangup: true,
        frees_slots: true,
        number_rest: Duration::from_secs(60),
        gives_cause: true,
        separates_accounts: true,
        sends_ringing: true,
        checks_credentials: true,
        sends_unsupport: true,
        folds_digits: true,
        encrypts: true,
        takes_clear_frames: false,
        follows_rtkey: true,
        trusts_tokens: false,
        binds_tokens_to_ports: true,
        unique_numbers: true,
        gives_up: true,
        setup_time: Duration::from_secs(30),
        waits_for_dial_plan: true,
    };
}

impl Default for CallHabits {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Registration (RFC 5456 6.1, 7.2.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistrationHabits {
    /// Renews before the granted time is over (7.2.2).
    pub renews: bool,
    /// Renews at random moments (7.2.2).
    pub random_renewal: bool,
    /// Uses the time granted by the registrar; else its own wish: wrong (6.1.1).
    pub uses_granted_time: bool,
    /// Time that holds where the registrar names none (6.1.1: sixty seconds).
    pub default_refresh: Duration,
    /// Waits this long after a refusal or silence before it tries again, doubling up to `retry_cap`.
    pub retry: Duration,
    /// No wait between two attempts is longer.
    pub retry_cap: Duration,
    /// Answers a challenge with its secret (6.1.3).
    pub answers_challenges: bool,
    /// Answers this many challenges in one dialogue, then gives up.
    pub challenges: u8,
    /// Registers each account with its own name; else with the first one's: wrong.
    pub separates_accounts: bool,
}

impl RegistrationHabits {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        renews: true,
        random_renewal: true,
        uses_granted_time: true,
        default_refresh: Duration::from_secs(60),
        retry: Duration::from_secs(20),
        retry_cap: Duration::from_secs(300),
        answers_challenges: true,
        challenges: 3,
        separates_accounts: true,
    };
}

impl Default for RegistrationHabits {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Path optimisation, as an end (RFC 5456 6.5).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TransferHabits {
    /// Between two TXCNT to the new peer.
    pub txcnt_interval: Duration,
    /// TXCNTs sent before the transfer is given up with TXREJ (6.5.2).
    pub txcnts: u8,
    /// Compares TRANSFERIDs (6.5.2).
    pub checks_id: bool,
    /// Refuses destinations that no call can go to: broadcast, multicast, port 0, its own address.
    pub checks_destination: bool,
    /// Sends TXREADY before any TXACC came: wrong (9.5).
    pub ready_unproved: bool,
    /// Tells the bridge by TXREJ when the new peer does not answer (6.5.2).
    pub sends_txrej: bool,
    /// Moves the leg on TXREL (6.5.5).
    pub obeys_txrel: bool,
    /// Moves an encrypted call, whose key the new peer cannot know: wrong.
    pub moves_encrypted: bool,
}

impl TransferHabits {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        txcnt_interval: Duration::from_millis(500),
        txcnts: 10,
        checks_id: true,
        checks_destination: true,
        ready_unproved: false,
        sends_txrej: true,
        obeys_txrel: true,
        moves_encrypted: false,
    };
}

impl Default for TransferHabits {
    fn default() -> Self {
        Self::CONFORMING
    }
}

/// Encrypted calls (RFC 5456 7.4, 8.1.4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CipherHabits {
    /// Makes the key of challenge and password; else of the challenge alone: wrong (7.4).
    pub uses_password: bool,
    /// Encrypts Mini Frames too (8.1.4).
    pub covers_media: bool,
    /// Puts random padding in front (8.1.4).
    pub pads: bool,
    /// Tells how much of it there is (8.1.4); else tells one octet too few: wrong.
    pub counts_padding: bool,
    /// Chains the blocks (8.1.4); else encrypts each by itself: wrong.
    pub chains_blocks: bool,
}

impl CipherHabits {
    /// What conforms.
    pub const CONFORMING: Self = Self {
        uses_password: true,
        covers_media: true,
        pads: true,
        counts_padding: true,
        chains_blocks: true,
    };
}

impl Default for CipherHabits {
    fn default() -> Self {
        Self::CONFORMING
    }
}
