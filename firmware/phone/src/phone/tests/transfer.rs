//! Figure 4, and TRANSFER.

use core::net::{Ipv4Addr, SocketAddr};

use iax2_wire::ie::ApparentAddr;
use iax2_wire::{Body, CallNumber, CauseCode, Full, IaxCode, Ie, IeWriter, SeqNo, TransferId};

use super::rig::{Rig, plain, server};

const ID: TransferId = TransferId(0xcafe);

fn bob() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::new(198, 51, 100, 7), 4570))
}

fn number() -> CallNumber {
    CallNumber::new(77).expect("15 bits")
}

fn request(rig: &mut Rig, address: SocketAddr) {
    let elements =
        [Ie::ApparentAddr(ApparentAddr(address)), Ie::CallNo(number()), Ie::TransferId(ID)];
    rig.send_iax(IaxCode::TXREQ, &elements);
}

fn from_bob(rig: &mut Rig, code: IaxCode, id: Option<TransferId>) {
    let mut octets = [0; 16];
    let mut writer = IeWriter::new(&mut octets);
    if let Some(id) = id {
        writer.push(Ie::TransferId(id)).expect("fits");
    }
    let full = Full {
        source: number(),
        dest: rig.dest,
        retry: false,
        timestamp: rig.stamp(),
        oseqno: SeqNo(0),
        iseqno: SeqNo(0),
        body: Body::Iax(code, writer.finish()),
    };
    rig.send_full(bob(), &full);
}

fn begun() -> Rig {
    let mut rig = Rig::up();
    rig.forget();
    request(&mut rig, bob());
    rig.expect_iax(IaxCode::ACK);
    rig
}

fn ready() -> Rig {
    let mut rig = begun();
    rig.forget();
    from_bob(&mut rig, IaxCode::TXACC, Some(ID));
    let ready = rig.expect_iax(IaxCode::TXREADY);
    assert_eq!(ready.to, server());
    assert_eq!(ready.ies().transfer_id(), Some(ID));
    assert_eq!(ready.ies().callno(), Some(rig.dest));
    rig.ack();
    rig
}

fn minis_go_to(rig: &mut Rig) -> SocketAddr {
    rig.sent.clear();
    rig.pass(20);
    let mut minis = rig.sent.iter().filter(|(_, octets)| octets[0] & 0x80 == 0);
    minis.next().expect("the phone speaks").0
}

#[test]
fn txreq_is_followed_to_the_new_peer_and_voice_stays() {
    let mut rig = begun();
    let count = rig.expect_iax(IaxCode::TXCNT);
    assert_eq!((count.to, count.full().dest), (bob(), number()));
    assert_eq!(count.ies().transfer_id(), Some(ID));
    assert_eq!(minis_go_to(&mut rig), server());
}

#[test]
fn txacc_moves_voice_and_txrel_the_call() {
    let mut rig = ready();
    assert_eq!(minis_go_to(&mut rig), bob());
    rig.signs.clear();
    rig.send_iax(IaxCode::TXREL, &[Ie::CallNo(number())]);
    let ack = rig.expect_iax(IaxCode::ACK);
    assert_eq!(ack.to, server());
    assert_eq!(rig.word(), "transferred");
    rig.sent.clear();
    rig.pass(20);
    let voice = rig.expect();
    assert_eq!((voice.to, voice.full().dest, voice.full().oseqno), (bob(), number(), SeqNo(0)));
    rig.sent.clear();
    rig.oseqno.0 -= 1;
    rig.send_iax(IaxCode::TXREL, &[Ie::CallNo(number())]);
    assert_eq!(rig.expect_iax(IaxCode::ACK).to, server(), "its ACK may have been lost");
}

#[test]
fn txcnt_is_answered_only_with_the_right_id() {
    let mut rig = begun();
    rig.sent.clear();
    from_bob(&mut rig, IaxCode::TXCNT, Some(TransferId(1)));
    from_bob(&mut rig, IaxCode::TXCNT, None);
    rig.expect_nothing();
    from_bob(&mut rig, IaxCode::TXCNT, Some(ID));
    assert_eq!(rig.expect_iax(IaxCode::TXACC).to, bob());
}

#[test]
fn a_peer_that_does_not_answer_ends_the_attempt_and_not_the_call() {
    let mut rig = begun();
    rig.pass(6_000);
    let mut counts = 0;
    while let Some((to, octets)) = rig.sent.pop_front() {
        counts += usize::from(to == bob() && octets[10..12] == [6, 0x17]);
        if octets[0] & 0x80 != 0 && octets[11] == IaxCode::TXREJ.0 {
            break;
        }
    }
    assert_eq!(counts, 10);
    assert_eq!(minis_go_to(&mut rig), server());
}

#[test]
fn destinations_that_no_call_can_go_to_are_refused() {
    let impossible = ["255.255.255.255:4569", "192.0.2.255:4569", "224.0.0.1:4569", "0.0.0.0:4569"];
    for text in impossible.into_iter().chain(["198.51.100.7:0", "[2001:db8::1]:4569"]) {
        let mut rig = Rig::up();
        rig.forget();
        request(&mut rig, text.parse().expect("an address"));
        rig.expect_iax(IaxCode::ACK);
        rig.expect_iax(IaxCode::TXREJ);
        assert_eq!(minis_go_to(&mut rig), server());
    }
}

#[test]
fn media_alone_may_move_and_come_back() {
    let mut rig = ready();
    rig.send_iax(IaxCode::TXMEDIA, &[Ie::CallNo(number())]);
    rig.expect_iax(IaxCode::ACK);
    rig.pass(100);
    rig.ack();
    assert_eq!(minis_go_to(&mut rig), bob());
    rig.sent.clear();
    rig.user("presses \"5\"");
    assert_eq!(rig.expect().to, server());
    rig.send_iax(IaxCode::TXREL, &[Ie::CallNo(number())]);
    rig.pass(100);
    assert_eq!(minis_go_to(&mut rig), server());
}

#[test]
fn txrej_leaves_the_call_where_it_was() {
    let mut rig = ready();
    rig.send_iax(IaxCode::TXREJ, &[]);
    rig.expect_iax(IaxCode::ACK);
    assert_eq!(minis_go_to(&mut rig), server());
    from_bob(&mut rig, IaxCode::TXCNT, Some(ID));
    assert!(!rig.sent.iter().any(|(to, octets)| *to == bob() && octets[11] == IaxCode::TXACC.0));
}

#[test]
fn transfer_makes_the_caller_call_anew() {
    let mut rig = Rig::linked_out(plain());
    rig.send_iax(IaxCode::TRANSFER, &[Ie::CalledNumber("400"), Ie::CalledContext("away")]);
    rig.expect_iax(IaxCode::ACK);
    let hangup = rig.expect_iax(IaxCode::HANGUP);
    assert_eq!(hangup.ies().cause_code(), Some(CauseCode::NORMAL_CLEARING));
    let new = rig.expect_iax(IaxCode::NEW);
    assert_eq!(new.ies().called_number(), Some("400"));
    assert_eq!(new.ies().called_context(), Some("away"));
    assert_ne!(new.full().source, hangup.full().source);
}

#[test]
fn transfer_is_nothing_for_the_called_end() {
    let mut rig = Rig::up();
    rig.forget();
    rig.send_iax(IaxCode::TRANSFER, &[Ie::CalledNumber("400")]);
    rig.expect_iax(IaxCode::UNSUPPORT);
    rig.pass(100);
    assert!(rig.signs.is_empty());
}

#[test]
fn after_sending_transfer_the_leg_is_used_for_nothing_else() {
    let mut rig = Rig::up();
    rig.forget();
    rig.user("transfers to \"400\"");
    assert_eq!(rig.expect_iax(IaxCode::TRANSFER).ies().called_number(), Some("400"));
    rig.ack();
    rig.user("presses \"5\"");
    rig.pass(4_900);
    rig.expect_nothing();
    rig.pass(100);
    rig.expect_iax(IaxCode::HANGUP);
}

#[test]
fn a_strange_address_has_no_part_in_a_transfer() {
    let mut rig = Rig::up();
    rig.forget();
    from_bob(&mut rig, IaxCode::TXCNT, Some(ID));
    from_bob(&mut rig, IaxCode::TXACC, Some(ID));
    rig.expect_nothing();
}

#[test]
fn a_second_request_to_the_same_peer_does_not_break_the_first() {
    let mut rig = begun();
    let elements = [
        Ie::ApparentAddr(ApparentAddr(bob())),
        Ie::CallNo(number()),
        Ie::TransferId(TransferId(2)),
    ];
    rig.send_iax(IaxCode::TXREQ, &elements);
    rig.forget();
    from_bob(&mut rig, IaxCode::TXACC, Some(ID));
    assert_eq!(rig.expect_iax(IaxCode::TXREADY).ies().transfer_id(), Some(ID));
}
