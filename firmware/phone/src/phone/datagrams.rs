//! A datagram: which call, registration or stranger it comes from.

use core::net::SocketAddr;

use iax2_wire::time::Instant;
use iax2_wire::{
    Body, CallNumber, FrameType, Full, FullView, Kind, MiniTimestamp, MiniView, SeqNo, Subclass,
    Timestamp, TrunkView, classify,
};

use super::machine::Phone;
use crate::call::Call;
use crate::capacity::{SEALED, TRUNK};
use crate::context::Context;

impl Phone {
    pub(super) fn receive(&mut self, now: Instant, from: SocketAddr, octets: &[u8]) {
        match classify(octets) {
            Ok(Kind::Full) => self.receive_full(now, from, octets),
            Ok(Kind::Mini) => self.receive_mini(now, from, octets),
            Ok(Kind::Trunk) => self.receive_trunk(now, from, octets),
            // Meta video belongs to calls with video, which the phone does not take; the rest is noise.
            Ok(Kind::Video | Kind::OtherMeta) | Err(_) => {}
        }
    }

    #[inline(never)]
    fn receive_full(&mut self, now: Instant, from: SocketAddr, octets: &[u8]) {
        let view = FullView::new_unchecked(octets);
        let source = CallNumber::from_low_bits(view.source_call());
        let dest = CallNumber::from_low_bits(view.dest_call());
        let mut cx = self.core.context(now);
        let policy = cx.policy();
        let call = self.calls.iter_mut().find(|call| call.owns(policy, from, source, dest));
        if let Some(call) = call {
            let sealed = call.leg.cipher.is_on();
            return if sealed {
                receive_sealed(call, &mut cx, octets);
            } else {
                call.receive(&mut cx, &read(octets));
            };
        }
        let frame = read(octets);
        if let Some(call) = self.calls.iter_mut().find(|call| call.is_moving_to(from, source, dest))
        {
            return call.receive_beside(&mut cx, &frame);
        }
        for registration in &mut self.registrations {
            let leg = registration.leg.as_ref();
            if leg.is_some_and(|leg| leg.owns(from, source, dest)) {
                let ended = registration.receive(&mut cx, &frame);
                return self.bury_registration(now, ended);
            }
        }
        self.receive_stranger(now, from, octets, &frame);
    }

    fn receive_mini(&mut self, now: Instant, from: SocketAddr, octets: &[u8]) {
        let view = MiniView::new_unchecked(octets);
        let source = CallNumber::from_low_bits(view.source_call());
        let mut cx = self.core.context(now);
        let call = self.calls.iter_mut().find(|call| call.hears_from(&cx, from, source));
        match call {
            Some(call) if call.leg.cipher.is_on() => hear_sealed(call, &mut cx, octets),
            Some(call) => hear(call, &mut cx, octets),
            None => {}
        }
    }

    /// Entries that come before one that is broken are played, and those after one of an unknown call.
    fn receive_trunk(&mut self, now: Instant, from: SocketAddr, octets: &[u8]) {
        let view = TrunkView::new_unchecked(octets);
        let mut cx = self.core.context(now);
        let habits = &cx.policy().media;
        if !TRUNK || !habits.takes_trunks || view.command_data() > 1 {
            return;
        }
        for entry in view.entries().map_while(Result::ok) {
            let source = CallNumber::from_low_bits(entry.call);
            let call = self.calls.iter_mut().find(|call| call.hears_from(&cx, from, source));
            match (call, entry.timestamp) {
                // An encrypted call's media is never in clear (7.4).
                (Some(call), _) if call.leg.cipher.is_on() => {}
                (Some(call), Some(stamp)) => {
                    call.hear_mini(&mut cx, MiniTimestamp(stamp), entry.media)
                }
                (Some(call), None) => call.hear_undated(&mut cx, entry.media),
                (None, _) if habits.trunk_stops_at_stranger => return,
                (None, _) => {}
            }
        }
    }
}

/// A full frame of an encrypted call. Its room is not to lie on the stack of what comes in clear.
#[inline(never)]
fn receive_sealed(call: &mut Call, cx: &mut Context<'_>, octets: &[u8]) {
    let mut opened = [0; SEALED];
    if let Some(clear) = call.open_full(cx, octets, &mut opened) {
        call.receive(cx, &read(clear));
    }
}

/// A Mini Frame of an encrypted call.
#[inline(never)]
fn hear_sealed(call: &mut Call, cx: &mut Context<'_>, octets: &[u8]) {
    let mut opened = [0; SEALED];
    if let Some(clear) = call.open_mini(octets, &mut opened) {
        hear(call, cx, clear);
    }
}

fn hear(call: &mut Call, cx: &mut Context<'_>, octets: &[u8]) {
    let view = MiniView::new_unchecked(octets);
    call.hear_mini(cx, MiniTimestamp(view.timestamp()), view.payload());
}

/// The frame's meaning. A media frame whose subclass names no format still counts in its leg's order.
fn read(octets: &[u8]) -> Full<'_> {
    Full::parse(octets).unwrap_or_else(|_| {
        let view = FullView::new_unchecked(octets);
        Full {
            source: CallNumber::from_low_bits(view.source_call()),
            dest: CallNumber::from_low_bits(view.dest_call()),
            retry: view.retry(),
            timestamp: Timestamp(view.timestamp()),
            oseqno: SeqNo(view.oseqno()),
            iseqno: SeqNo(view.iseqno()),
            body: Body::Other {
                frame_type: FrameType(view.frame_type()),
                subclass: Subclass(view.subclass()),
                data: &[],
            },
        }
    })
}
