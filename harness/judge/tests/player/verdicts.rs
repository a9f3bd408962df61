//! What is said of a device, and when nothing can be said.

use super::stand::{Stand, player, prepared, scenario};
use core::time::Duration;
use phonerig_judge::finding::RequirementId;
use phonerig_judge::happening::What;
use phonerig_judge::scenario::Preamble;
use phonerig_judge::verdict::Verdict;

#[test]
fn a_finding_cites_what_its_line_verifies_and_else_the_first_requirement() {
    for (cite, requirement, verdict) in
        [("", "MUST-1", Verdict::Fail), ("[SHOULD-1]", "SHOULD-1", Verdict::Warn)]
    {
        let mut stand = Stand::new(&format!("+0..1s dut -> pbx NEW {cite}"));
        stand.wait(1001);
        let outcome = stand.outcome();
        assert_eq!(outcome.findings[0].requirement, Some(RequirementId::from(requirement)));
        assert_eq!(outcome.verdict, verdict);
    }
}

#[test]
fn right_only_within_the_benchs_uncertainty_is_inconclusive() {
    let text = scenario("+0 pbx -> dut NEW\n+0..500ms dut -> pbx ACCEPT");
    for (millis, verdict) in
        [(500, Verdict::Pass), (520, Verdict::Inconclusive), (551, Verdict::Fail)]
    {
        let mut stand = Stand::of(player(&text, Duration::from_millis(50)));
        let accept = stand.iax(7, 0, 1);
        stand.frame(millis, &accept);
        assert_eq!(stand.outcome().verdict, verdict, "{millis}");
    }
}

#[test]
fn trouble_in_a_preamble_says_nothing_of_the_device() {
    let preamble = "title = 'p'\nreaches = 'linked'\nscript = '''\n+0 pbx -> dut NEW\n+0..1s dut -> pbx ACCEPT\n'''";
    let preamble = Preamble::parse("p.toml", preamble).expect("well formed");
    let text = scenario("+1s pbx -> dut PING").replace("'cold'", "'linked'");
    let mut stand = Stand::of(prepared(&text, &[preamble], Duration::ZERO));
    stand.wait(1001);
    let outcome = stand.outcome();
    assert_eq!((outcome.verdict, outcome.findings.len()), (Verdict::Inconclusive, 0));
    let reason = outcome.reason.expect("a reason");
    assert!(reason.starts_with("p.toml, line 5: this did not come"), "{reason}");
}

#[test]
fn a_start_without_a_preamble_is_inconclusive() {
    let text = scenario("+1s pbx -> dut PING").replace("'cold'", "'up'");
    let stand = Stand::of(player(&text, Duration::ZERO));
    assert_eq!(stand.outcome().verdict, Verdict::Inconclusive);
}

#[test]
fn trouble_of_the_rig_is_broken_whatever_was_found() {
    let mut stand = Stand::new("+0..1s dut -> pbx NEW\n+9s quiet");
    stand.tell(What::Broken("the serial line is gone".to_owned()));
    assert!(stand.player.is_done());
    assert_eq!(stand.outcome().verdict, Verdict::Broken);
}

#[test]
fn a_device_that_breaks_down_fails_whatever_was_played() {
    let mut stand = Stand::new("+0..1s dut -> pbx NEW\n+9s quiet");
    stand.tell(What::Log("info up".to_owned()));
    assert!(!stand.player.is_done(), "a line of the log is nothing that is judged");
    stand.tell(What::Fault("# panic: main.rs:7".to_owned()));
    assert!(stand.player.is_done());
    let outcome = stand.outcome();
    assert_eq!(outcome.verdict, Verdict::Fail);
    assert_eq!(outcome.findings[0].got.as_deref(), Some("# panic: main.rs:7"));
}

#[test]
fn a_device_that_does_not_get_idle_is_a_finding() {
    for idle in [true, false] {
        let mut stand = Stand::new("+0 pbx -> dut NEW\n+0..1s dut -> pbx ACCEPT");
        let accept = stand.iax(7, 0, 1);
        stand.frame(10, &accept);
        stand.wait(200);
        assert!(stand.look().iter().any(|row| row.contains("HANGUP")), "every leg is hung up");
        let ack = stand.iax(4, 1, 2);
        stand.frame(210, &ack);
        if idle {
            stand.sign(220, "idle");
        }
        stand.wait(60_210);
        assert!(stand.player.is_done());
        assert_eq!(stand.outcome().findings.is_empty(), idle);
    }
}

#[test]
fn the_same_happenings_give_the_same_verdict() {
    let script = "+0 pbx -> dut NEW\n+0..500ms dut -> pbx ACCEPT\n+0..1s dut rings\n+0..1s dut -> pbx ANSWER";
    let mut stand = Stand::new(script);
    let accept = stand.iax(7, 0, 1);
    stand.frame(10, &accept);
    stand.sign(20, "rings src=700");
    stand.wait(5000);
    let mut again = player(&scenario(script), Duration::ZERO);
    again.handle_timeout(super::stand::at(0));
    for happening in &stand.told {
        while let Some(due) = again.poll_timeout().filter(|due| *due <= happening.at) {
            again.handle_timeout(due);
        }
        while again.poll_command().is_some() {}
        again.handle_input(happening);
    }
    while let Some(due) = again.poll_timeout().filter(|due| *due <= super::stand::at(5000)) {
        again.handle_timeout(due);
        while again.poll_command().is_some() {}
    }
    assert_eq!(again.outcome().findings, stand.outcome().findings);
    assert_eq!(again.outcome().lines, stand.outcome().lines);
    assert_eq!(stand.outcome().verdict, Verdict::Fail);
}

#[test]
fn a_state_counts_that_already_holds_and_an_event_counts_once() {
    let mut stand = Stand::new(
        "+1s user lifts\n+0..1s dut dialtone\n+1s user presses \"1\"\n+0..1s dut shows text=\"a\"\n+0..1s dut shows text=\"a\"",
    );
    stand.sign(500, "dialtone");
    stand.wait(2000);
    assert_eq!(stand.outcome().lines.len(), 3, "the dial tone was there");
    stand.sign(2100, "shows text=\"a\" src=700");
    assert_eq!(stand.outcome().lines.len(), 4);
    stand.wait(3200);
    assert_eq!(stand.outcome().findings[0].line, Some(11));
}
