//! What the rules say of real Asterisk and iaxmodem: every finding is a true deviation.

mod support;

use phonerig_judge::rules::Options;

#[test]
fn calls_without_loss_show_nothing_wrong() {
    for name in ["asterisk-call-md5-dtmf", "asterisk-peer-killed", "asterisk-register"] {
        assert_eq!(support::judged(name, Options::default()), [], "{name}");
    }
}
