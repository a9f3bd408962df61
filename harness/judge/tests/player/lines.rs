//! Lines and blocks.

use super::stand::Stand;
use phonerig_judge::verdict::Verdict;

const NEW: &str = "+0 pbx -> dut NEW\n";

fn called(script: &str) -> Stand {
    Stand::new(&format!("{NEW}{script}"))
}

#[test]
fn a_frame_within_its_window_fulfils_its_line() {
    let mut stand = called("+0..500ms dut -> pbx ACCEPT format=ulaw");
    let mut accept = stand.iax(7, 0, 1);
    accept.data = vec![9, 4, 0, 0, 0, 4];
    stand.frame(500, &accept);
    let lines: Vec<u32> = stand.outcome().lines.iter().map(|line| line.line).collect();
    assert_eq!((stand.outcome().verdict, lines), (Verdict::Pass, vec![7, 8]));
}

#[test]
fn a_frame_that_does_not_come_fails_when_its_window_closes() {
    let mut stand = called("+0..500ms dut -> pbx ACCEPT");
    stand.wait(500);
    assert_eq!(stand.outcome().verdict, Verdict::Pass, "both ends belong to the window");
    stand.wait(501);
    let finding = &stand.outcome().findings[0];
    assert_eq!((finding.line, finding.got.as_deref()), (Some(8), None));
    assert_eq!(finding.words, "this did not come within 500 ms");
}

#[test]
fn a_frame_before_its_window_fails() {
    let mut stand = called("+100ms..500ms dut -> pbx ACCEPT");
    let accept = stand.iax(7, 0, 1);
    stand.frame(40, &accept);
    assert_eq!(stand.outcome().findings[0].words, "60 ms before its window opens");
}

#[test]
fn a_frame_that_no_line_expects_fails_with_both_lines() {
    let mut stand = called("+0..500ms dut -> pbx ACCEPT");
    let reject = stand.iax(6, 0, 1);
    stand.frame(10, &reject);
    let outcome = stand.outcome();
    let finding = &outcome.findings[0];
    assert_eq!(finding.packet, Some(1));
    assert_eq!(finding.expected.as_deref(), Some("+0..500ms  dut -> pbx  ACCEPT"));
    let got = finding.got.as_deref().expect("what came");
    assert!(got.starts_with("dut -> pbx/a  REJECT  src=700"), "{got}");
}

#[test]
fn background_may_come_at_any_time() {
    let mut stand = called("+0..500ms dut -> pbx ACCEPT");
    for code in [2, 4, 0x0b, 0x12] {
        let frame = stand.iax(code, if code == 0x0b { 1 } else { 0 }, 1);
        stand.frame(10, &frame);
    }
    assert_eq!(stand.outcome().verdict, Verdict::Pass);
    assert!(!stand.player.is_done());
}

#[test]
fn a_repeat_of_what_came_is_background_unless_a_line_waits_for_it() {
    let mut stand = called(
        "+0..500ms dut -> pbx ACCEPT oseq=$n\n+0..5s dut -> pbx ACCEPT oseq=$n retry x2..3\n+3s quiet",
    );
    let mut accept = stand.iax(7, 0, 1);
    stand.frame(10, &accept);
    accept.retry = true;
    for millis in [500, 1000, 1500] {
        stand.frame(millis, &accept);
    }
    assert!(stand.outcome().findings.is_empty());
    stand.frame(2000, &accept);
    assert_eq!(stand.outcome().findings[0].words, "this is one more than the 3 that may come");
}

#[test]
fn what_is_forbidden_fails_within_its_window_only() {
    for (millis, fails) in [(100, false), (200, true), (1000, true)] {
        let mut stand = called("+200ms..1s never dut -> pbx PING\n+5s quiet");
        let ping = stand.iax(2, 0, 1);
        stand.frame(millis, &ping);
        assert_eq!(!stand.outcome().findings.is_empty(), fails, "{millis}");
    }
}

#[test]
fn an_act_waits_for_the_optional_line_before_it() {
    let script = "?+0..500ms dut -> pbx ACCEPT\n+100ms user answers\n+9s quiet";
    let mut came = called(script);
    let accept = came.iax(7, 0, 1);
    came.frame(50, &accept);
    came.look();
    came.wait(149);
    assert!(came.look().is_empty());
    came.wait(150);
    assert_eq!(came.look(), ["user answers"]);
    let mut absent = called(script);
    absent.look();
    absent.wait(499);
    assert!(absent.look().iter().all(|row| row != "user answers"));
    absent.wait(500);
    assert!(absent.look().iter().any(|row| row == "user answers"));
}

#[test]
fn any_order_takes_all_and_one_of_takes_one() {
    let mut stand = called(
        "any order\n+0..1s dut -> pbx ACCEPT\n+0..1s dut -> pbx RINGING\nend\none of\n+0..1s dut -> pbx BUSY\nor\n+0..1s dut -> pbx ANSWER\n+0..1s dut up\nend",
    );
    let (ringing, accept) = (stand.answer(4, 3, 0, 1), stand.iax(7, 1, 1));
    stand.frame(10, &ringing);
    stand.frame(20, &accept);
    let answer = stand.answer(4, 4, 2, 1);
    stand.frame(30, &answer);
    assert!(stand.outcome().findings.is_empty());
    assert_eq!(stand.outcome().lines.len(), 4);
    stand.sign(40, "up src=700");
    assert_eq!(stand.outcome().lines.len(), 5);
}

#[test]
fn a_window_that_is_over_wakes_nobody_while_a_block_goes_on() {
    let any = "any order\n+0..100ms dut -> pbx RINGING\n+0..2s dut -> pbx ACCEPT\nend";
    let one = "one of\n+0..100ms dut -> pbx BUSY\nor\n+0..2s dut -> pbx ANSWER\nend";
    for script in [any, one] {
        let mut stand = called(script);
        let ringing = stand.answer(4, 3, 0, 1);
        if script == any {
            stand.frame(10, &ringing);
        }
        stand.wait(500);
        assert!(stand.outcome().findings.is_empty(), "{script}");
        stand.wait(2001);
        assert_eq!(stand.outcome().findings.len(), 1, "{script}");
    }
}

#[test]
fn a_variable_is_bound_at_first_sight_and_compared_after() {
    for (second, passes) in [(700, true), (701, false)] {
        let mut stand =
            called("+0..1s dut -> pbx ACCEPT src=$call\n+0..1s dut -> pbx RINGING src=$call");
        let accept = stand.iax(7, 0, 1);
        stand.frame(10, &accept);
        let mut ringing = stand.answer(4, 3, 1, 1);
        ringing.source = second;
        stand.frame(20, &ringing);
        assert_eq!(stand.outcome().findings.is_empty(), passes, "{second}");
    }
}

#[test]
fn digits_count_once_however_often_frames_are_repeated() {
    let mut stand = called("+0..5s dut ~> pbx digits \"12\"");
    for (digit, oseq, retry) in [(b'1', 0, false), (b'1', 0, true), (b'2', 1, false)] {
        let mut frame = stand.answer(1, digit, oseq, 1);
        frame.retry = retry;
        stand.frame(100, &frame);
    }
    assert!(stand.outcome().findings.is_empty());
    assert_eq!(stand.outcome().lines.len(), 2);
    let mut doubled = called("+0..5s dut ~> pbx digits \"12\"");
    for oseq in [0, 1] {
        let frame = doubled.answer(1, b'1', oseq, 1);
        doubled.frame(100, &frame);
    }
    assert_eq!(
        doubled.outcome().findings[0].words,
        "after the digits \"1\" another one belongs here"
    );
}

#[test]
fn a_tone_is_heard_and_must_go_on() {
    use phonerig_judge::audio::{Tones, encode};
    let mut stand = called("+0..1s dut ~> pbx ulaw tone 440 for 1s");
    let mut tones = Tones::one(440.0, -10.0);
    let mut speak = |stand: &mut Stand, millis: u64, first: bool| {
        let mut samples = [0; 160];
        tones.fill(&mut samples);
        let mut payload = Vec::new();
        encode(iax2_wire::Format::ULAW, &samples, &mut payload);
        if first {
            let frame =
                phonerig_judge::datagram::FullFrame { data: payload, ..stand.answer(2, 4, 0, 1) };
            stand.frame(millis, &frame);
        } else {
            stand.octets(millis, &[&[0x02, 0xbc, 0, 0][..], &payload].concat());
        }
    };
    for nth in 0..20 {
        speak(&mut stand, 100 + 20 * nth, nth == 0);
    }
    assert!(stand.outcome().findings.is_empty());
    stand.wait(2000);
    assert_eq!(stand.outcome().findings[0].words, "it stopped after 380 ms");
}
