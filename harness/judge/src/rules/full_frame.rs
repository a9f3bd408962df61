//! Every rule on one full frame.

use super::place::opens;
use super::s6_5_transfer::{self, Transfers};
use super::scene::{Novelty, Scene};
use super::storms;
use super::watch::Watch;
use super::{
    call_token, dead_letters, required, s6_1_registration, s6_2_calls, s6_4_midcall,
    s6_7_monitoring, s6_8_dialplan, s6_9_3_vnak, s6_9_acknowledgement, s6_10_media,
    s7_4_encryption, s7_iseqno, s7_sequence, s7_timestamps, s8_1_1_headers, s8_2_codes,
    s8_6_elements, s10_authentication,
};
use crate::flow::{Kind, Leg, Message};
use crate::header::Header;

/// A full frame that can be read.
pub(super) struct Body<'a> {
    pub(super) header: Header,
    pub(super) data: &'a [u8],
    pub(super) encrypted: bool,
    pub(super) stateless: bool,
}

/// Sets the scene for a full frame, and judges it.
pub(super) fn judge(
    leg: &mut Leg,
    side: usize,
    watch: &mut Watch,
    transfers: &mut Transfers,
    body: Body<'_>,
) {
    let [first, second] = &mut leg.ends;
    let began = side == 0;
    let (me, peer) = if began { (first, second) } else { (second, first) };
    let mut scene = Scene {
        header: body.header,
        message: Message::new(body.header.frame_type, body.header.subclass),
        data: body.data,
        encrypted: body.encrypted,
        stateless: body.stateless,
        novelty: Novelty::Uncounted,
        taken: true,
        shared: &mut leg.shared,
        me,
        peer,
        began,
        watch,
    };
    apply(&mut scene);
    s6_5_transfer::check(&mut scene, transfers);
}

/// Every rule on one full frame, then what it changes.
fn apply(scene: &mut Scene<'_>) {
    if s7_4_encryption::unagreed(scene) {
        return;
    }
    s7_sequence::check(scene);
    arrive(scene);
    s8_1_1_headers::check(scene);
    s7_iseqno::beyond_is_decided(scene);
    s7_timestamps::check(scene);
    s8_2_codes::check(scene);
    if scene.novelty != Novelty::Repeat {
        required::check(scene);
        s8_6_elements::check(scene);
    }
    s7_4_encryption::note(scene);
    s6_9_acknowledgement::check(scene);
    s6_9_3_vnak::check(scene);
    storms::vnak(scene);
    call_token::check(scene);
    s10_authentication::check(scene);
    s6_1_registration::check(scene);
    s6_4_midcall::check(scene);
    s6_7_monitoring::check(scene);
    s6_8_dialplan::check(scene);
    dead_letters::check(scene);
    s6_2_calls::check(scene);
    s6_10_media::check(scene);
    scene.me.last_at = scene.watch.now;
    scene.shared.last_at = scene.watch.now;
}

/// The frame reaches its receiver, which takes it if it is in order.
fn arrive(scene: &mut Scene<'_>) {
    if scene.stateless {
        return;
    }
    let certain = scene.me.judged || !scene.watch.options.at_device;
    if !scene.message.is_counted() {
        scene.taken = certain || scene.header.dest == scene.peer.number;
        return;
    }
    let clean = (scene.message.iax().is_none() || scene.ies().check().is_ok())
        && (scene.header.dest == scene.peer.number || opens(scene.message));
    let now = scene.watch.moment();
    let begins = scene.shared.kind != Kind::Joined;
    let ahead = scene.peer.reception.arrive(scene.header.oseqno, clean, begins, now);
    s6_9_acknowledgement::owe(scene, ahead);
    s6_9_3_vnak::out_of_order(scene, ahead);
    scene.taken = certain || ahead == 0 && clean;
}
