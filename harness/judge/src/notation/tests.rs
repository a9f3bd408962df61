//! Lines that read and print, and mistakes that are explained.

use super::ast::{Event, Field, Step, Value, When};
use super::message::Message;
use super::parse::{Context, SourceLine, console_sign, line, script};
use core::time::Duration;

fn played() -> Vec<String> {
    ["pbx", "bob", "mallory", "alice"].map(str::to_owned).to_vec()
}

fn read(text: &str) -> super::ast::Line {
    let parties = played();
    let context = Context { parties: Some(&parties), requires: None, played: true };
    line(1, text, &context).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

fn mistake(text: &str) -> (core::ops::Range<usize>, String) {
    let parties = played();
    let context = Context { parties: Some(&parties), requires: None, played: true };
    let problem = line(1, text, &context).expect_err(text);
    (problem.span, format!("{} / {}", problem.message, problem.help.unwrap_or_default()))
}

/// Lines of the design, of the brief and of the scenarios' authors.
const LINES: &[&str] = &[
    "+2s        link  cut",
    "+100ms     user  hangs up",
    "+0..500ms  dut -> pbx  HANGUP  oseq=$n",
    "+0..11s    dut -> pbx  HANGUP  oseq=$n retry  x3..9    # seen on the DUT's side of the cut",
    "+0..60s    dut   idle",
    "+0         pbx ~> dut  ulaw tone 1000 for 20s",
    "+5s        nat home rebinds",
    "+0..21s    dut -> pbx  PING|LAGRQ  from=new",
    "+0..45s    dut idle | dut ~> pbx ulaw",
    "+0         pbx ~> dut  trunk a,b,c ulaw 20ms plain",
    "+0         pbx ~> dut  trunk a, b/empty, 0x7ff0, b/cut timestamps command=2 reserved tone 1000 for 5s",
    "+0         bob ~> dut  trunk pbx/a,pbx/b/top alaw",
    "+1s        pbx/b -> dut  HANGUP",
    "+0..200ms  dut -> pbx/b  ACK",
    "+0..2s     dut hears a, c",
    "+10s..10s  dut hears a for 5s tone=1000",
    "+0         user presses \"0123456789\" at 10/s for 50ms",
    "+0..20s    dut ~> pbx  digits \"0123456789\"",
    "+0         pbx -> dut  TXREQ  apparent=bob callno=16384 transferid=$t",
    "+0..2s     dut -> bob/a  TXCNT transferid=$t  x1..20",
    "?+0..2s    dut -> pbx PROCEEDING",
    "+0..2s     ? dut -> pbx PROCEEDING",
    "never      dut -> pbx  VNAK",
    "+0..10s    never dut -> pbx/a *",
    "+5s        quiet",
    "+0         pbx -> dut  NEW called=\"100\" format=ulaw capability=ulaw|gsm !context ie0x39=0102ff only",
    "+0..2s     dut -> pbx  ACCEPT format=ulaw|alaw !causecode refresh=1..60 src=$call !retry",
    "+0..2s     dut -> pbx  AUTHREP md5=ok encrypted [IAX2-6.2.6-01, R-49]",
    "+0         mallory -> dut  HANGUP leg=pbx/a sport=5000",
    "+0         pbx -> dut  RAW 80 01 {dst} {src} {ts} {oseq} {iseq} 06 05 {fill 55 x 8000}",
    "+0         pbx -> dut  IAX 0x7f",
    "+0         pbx -> dut  ctl 0x22 data=0102",
    "+0         pbx -> dut  ctl HANGUP",
    "+0         pbx -> dut  FRAME 0x0d 0x05",
    "+0         pbx -> dut  DTMF \"3\" retry ts=70000",
    "+0         pbx -> dut  HTML URL \"http://example.org/\"",
    "+0         pbx -> dut  TEXT \"x\\x00\\xff\"  x250 every 20ms",
    "+0         pbx -> dut  CNG 40",
    "+0         pbx -> dut  VOICE slinear",
    "+0..4s     dut -> mallory/*  CALLTOKEN  x1..3000",
    "+0..1s     dut -> pbx  PONG dport=5000 oseq=!$n retry=0",
    "+0         link drops dut->pbx HANGUP 1st..3rd",
    "+0         link drops dut->pbx oseq=255 1st",
    "+0         link delays dut->pbx DTMF \"3\" by 500ms",
    "+0         link loss 0.2",
    "+0         link duplicates pbx->dut MINI all",
    "+0         pbx vanishes",
    "+0         power restored",
    "+0..1s     dut rings name=\"Alice\" number=* account=1",
    "+0..1s     dut digit \"5\"",
    "never      dut digit *",
    "+0         user dials \"200\" account=2",
    "+0         user speaks tone 440 for 5s leg=b",
    "+0         pbx ~> dut  digits \"0123\" at 10/s begin for 80ms",
    "+0         pbx ~> dut  video h264 for 5s",
    "never      dut ~> pbx",
    "+0         pbx -> dut  REGACK apparent=\"198.51.100.9:4569\" datetime=sane username=$u",
    "+0         pbx -> dut  NEW token=fresh encryption=aes128|rotate authmethods=md5|rsa",
    "+1..2s     dut -> pbx  NEW a/- o0 i0",
    "+0         pbx -> dut  TXREQ  apparent=bob callno=bob/a",
    "+0         link drops pbx->dut VOICE 1st",
    "+0..1s     dut ~> pbx  ulaw tone 440 encrypted from=old",
    "+0..1s     dut messages new=3 old=1",
    "+0         pbx ~> dut  ulaw tone 440 for 3m drift=-2000",
    "+0         pbx -> dut  MWI ie0x18={fill 03 x 255}",
    "+0         pbx -> dut  NEW name={fill 61 x 255} called=\"\"",
];

#[test]
fn every_line_reads_and_prints_the_same() {
    for text in LINES {
        let line = read(text);
        let printed = line.to_string();
        assert_eq!(read(&printed), line, "{text}\n{printed}");
        assert_eq!(read(&printed).to_string(), printed, "{text}");
    }
}

#[test]
fn the_unit_of_a_window_counts_for_both_its_ends() {
    let window = When::Within(Duration::from_secs(1), Duration::from_secs(2));
    assert_eq!(read("+1..2s dut idle").when, Some(window));
    assert_eq!(read("+1s..2s dut idle").when, Some(window));
}

#[test]
fn bars_mean_several_bits_in_a_mask_and_a_choice_in_a_format() {
    let line = read("+0 pbx -> dut NEW capability=ulaw|alaw format=ulaw|alaw");
    let Event::Frame(frame) = &line.events[0] else { panic!("a frame") };
    let values: Vec<&Value> = frame
        .fields
        .iter()
        .filter_map(|field| match field {
            Field::Ie(_, value) => Some(value),
            _ => None,
        })
        .collect();
    assert_eq!(values[0], &Value::Number(0x0c));
    assert_eq!(values[1], &Value::AnyOf(vec![Value::Number(4), Value::Number(8)]));
}

#[test]
fn a_choice_of_masks_is_printed_as_a_choice() {
    let line = read("+0 pbx -> dut NEW capability=alaw|0x1");
    assert_eq!(line.to_string(), "+0         pbx -> dut  NEW  capability=0x8|0x1");
    assert_eq!(read(&line.to_string()).events, line.events);
}

#[test]
fn hangup_is_iax_and_ctl_hangup_is_control() {
    for (text, message) in [
        ("+0 pbx -> dut HANGUP", Message::Iax(5)),
        ("+0 pbx -> dut ctl HANGUP", Message::Control(1)),
        ("+0 pbx -> dut RINGING", Message::Control(3)),
        ("+0 pbx -> dut DTMF-BEGIN \"1\"", Message::DtmfBegin(Some(b'1'))),
    ] {
        let line = read(text);
        let Event::Frame(frame) = &line.events[0] else { panic!("a frame") };
        assert_eq!(frame.messages, [message]);
    }
}

#[test]
fn a_mistake_names_its_place_and_what_would_have_been_right() {
    for (text, place, words) in [
        ("+0 pbx -> dut HANGPU", 14..20, "did you mean `HANGUP`?"),
        ("+0 pbx -> dut HANGUP caus=\"x\"", 21..25, "did you mean `cause`?"),
        ("+0 pbx -> dut HANGUP format ulaw", 21..27, "is not `field=value`"),
        ("+0 pxb -> dut HANGUP", 3..6, "did you mean `pbx`?"),
        ("+0..2s pbx -> dut HANGUP", 0..6, "we act at a point"),
        ("+2s dut -> pbx HANGUP", 0..3, "needs a window"),
        ("+2x dut idle", 0..3, "is not a time"),
        ("dut idle", 0..3, "begins with a time"),
        ("+0 user dails \"1\"", 8..13, "did you mean `dials`?"),
        ("+0..1s dut ringz", 11..16, "did you mean `rings`?"),
        ("+0 pbx -> dut ACCEPT format=ullaw", 28..33, "did you mean `ulaw`?"),
        ("+0 pbx -> dut NEW called=100", 25..28, "in quotes"),
        ("+0 pbx -> dut NEW refresh=70000", 26..31, "does not fit in 2 octets"),
        ("+0 pbx -> dut DTMF \"34\"", 19..23, "is not one digit"),
        ("+0 pbx -> bob HANGUP", 3..13, "one end of the arrow is `dut`"),
        ("+0 pbx -> dut", 13..14, "the message is missing here"),
        ("+0 pbx -> dut RAW 80 {scr}", 21..26, "stands for no octets"),
        ("+0 pbx ~> dut ullaw", 14..19, "did you mean `ulaw`?"),
        ("+0 link drop", 8..12, "did you mean `drops`?"),
        ("+0..1s dut -> pbx PING x0..3", 23..28, "`?` before what may not come at all"),
    ] {
        let (span, message) = mistake(text);
        assert!(message.contains(words), "{text}: {message}");
        assert_eq!(span, place, "{text}: {message}");
    }
}

fn read_script(text: &str) -> Result<super::ast::Script, Vec<super::diagnostic::Problem>> {
    let mut offset = 0;
    let lines = text.split('\n').zip(1..).map(|(text, number)| {
        let line = SourceLine { number, offset, text };
        offset += text.len() + 1;
        line
    });
    script(lines, &Context { played: true, ..Context::default() })
}

#[test]
fn blocks_hold_lines_together() {
    let text = "+0 user lifts\nany order\n+0..1s dut idle\n+0..1s dut dialtone\nend\n\
                one of\n+0..1s dut idle\nor\n+0..1s dut up\n+0..1s dut idle\nend\n";
    let script = read_script(text).expect("well formed");
    assert!(matches!(&script.steps[1], Step::AnyOrder(lines) if lines.len() == 2));
    assert!(matches!(&script.steps[2], Step::OneOf(branches) if branches[1].len() == 2));
    let numbers: Vec<u32> = script.lines().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 3, 4, 7, 9, 10]);
}

#[test]
fn a_block_without_its_end_is_a_mistake_where_it_begins() {
    let problems = read_script("+0 user lifts\nany order\n+0..1s dut idle\n").expect_err("open");
    assert_eq!(problems[0].span, 14..23);
}

#[test]
fn a_console_speaks_in_signs() {
    let sign = console_sign("rings name=\"Alice\" number=\"100\" account=1 src=7").expect("a sign");
    assert_eq!(sign.word, "rings");
    assert_eq!(sign.fields[3], ("src".to_owned(), Value::Number(7)));
    assert!(console_sign("ERROR: watchdog").is_err());
}
