//! The phone and the alphabet, linked with `core` alone. A second panic handler would not link, so none of their
//! dependencies brings `std`; no global allocator is there, so none asks for a heap.
#![no_std]
#![no_main]

use core::hint::black_box;
use core::panic::PanicInfo;
use iax2_wire::time::Instant;
use phonerig_phone::{Config, Input, Phone};

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// Where the linker begins; the verbs are called on opaque values, so that nothing of them is optimised away.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut phone = Phone::new(Config::default(), black_box(1));
    let mut buffer = [0; 1500];
    loop {
        let now = Instant::from_micros(black_box(0));
        if let Some(from) = black_box(None) {
            phone.handle_input(now, Input::Datagram { from, octets: black_box(&[]) });
        }
        phone.handle_timeout(now);
        black_box(phone.poll_transmit(now, &mut buffer));
        black_box((phone.poll_event(), phone.poll_timeout()));
    }
}
