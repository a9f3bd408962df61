//! Sounds to send: tones, digits, and something that a detector could take for a voice.

use core::f64::consts::TAU;

/// The two frequencies of a key in Hz, low one first (ITU-T Q.23); `None` where it is no key.
pub fn dtmf_pair(key: u8) -> Option<[u16; 2]> {
    const ROWS: [u16; 4] = [697, 770, 852, 941];
    const COLUMNS: [u16; 4] = [1209, 1336, 1477, 1633];
    let at = b"123A456B789C*0#D".iter().position(|&each| each == key)?;
    Some([ROWS[at / 4], COLUMNS[at % 4]])
}

/// One or more sines at once, going on where the last samples ended.
#[derive(Clone, Debug)]
pub struct Tones {
    sines: Vec<Sine>,
}

/// A sine as a turning pointer: no drift in frequency, and the same samples on every machine.
#[derive(Clone, Copy, Debug)]
struct Sine {
    amplitude: f64,
    step: f64,
    angle: f64,
}

impl Tones {
    /// Silence.
    pub const fn silence() -> Self {
        Self { sines: Vec::new() }
    }

    /// One tone, in Hz and dBm0.
    pub fn one(hertz: f64, dbm0: f64) -> Self {
        Self::silence().with(hertz, dbm0)
    }

    /// The two tones of a key at -10 dBm0 each; `None` where it is no key.
    pub fn key(key: u8) -> Option<Self> {
        let [low, high] = dtmf_pair(key)?;
        Some(Self::one(f64::from(low), -10.0).with(f64::from(high), -10.0))
    }

    /// These tones and one more, in Hz and dBm0.
    #[must_use]
    pub fn with(mut self, hertz: f64, dbm0: f64) -> Self {
        let amplitude = 32768.0 * 10_f64.powf((dbm0 - 3.17) / 20.0);
        self.sines.push(Sine { amplitude, step: hertz / f64::from(super::RATE), angle: 0.0 });
        self
    }

    /// Fills `samples` with what comes next.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            let sum = self.sines.iter_mut().map(Sine::next).sum::<f64>();
            *sample = sum.round().clamp(-32768.0, 32767.0) as i16;
        }
    }
}

impl Sine {
    fn next(&mut self) -> f64 {
        let value = self.amplitude * (self.angle * TAU).sin();
        self.angle = (self.angle + self.step).fract();
        value
    }
}

/// Something like a voice: a buzz whose pitch glides, through resonances that wander, with pauses and hiss.
///
/// Two with the same seed say the same.
#[derive(Clone, Debug)]
pub struct Speech {
    random: u64,
    left: u32,
    voiced: bool,
    pitch: f64,
    glide: f64,
    phase: f64,
    formants: [Resonance; 3],
}

/// A two-pole resonance.
#[derive(Clone, Copy, Debug, Default)]
struct Resonance {
    hertz: f64,
    last: f64,
    before: f64,
}

impl Speech {
    /// A voice of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self {
            random: seed ^ 0x9e37_79b9_7f4a_7c15,
            left: 0,
            voiced: false,
            pitch: 120.0,
            glide: 0.0,
            phase: 0.0,
            formants: [Resonance::default(); 3],
        }
    }

    /// Fills `samples` with what comes next.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            if self.left == 0 {
                self.next_sound();
            }
            self.left -= 1;
            let excitation = if self.voiced { self.buzz() } else { self.between(-0.08, 0.08) };
            let value = self.formants.iter_mut().fold(excitation, |value, each| each.pass(value));
            *sample = (value * 2500.0).clamp(-32768.0, 32767.0) as i16;
        }
    }

    fn next_sound(&mut self) {
        self.left = self.between(400.0, 2400.0) as u32;
        self.voiced = self.between(0.0, 1.0) < 0.75;
        self.pitch = self.between(80.0, 300.0);
        self.glide = self.between(-0.005, 0.005);
        for (index, (low, high)) in
            [(250.0, 950.0), (850.0, 2300.0), (2000.0, 3300.0)].into_iter().enumerate()
        {
            self.formants[index].hertz = self.between(low, high);
        }
    }

    fn buzz(&mut self) -> f64 {
        self.pitch = (self.pitch + self.glide).clamp(60.0, 400.0);
        self.phase += self.pitch / f64::from(super::RATE);
        if self.phase >= 1.0 {
            // No two periods of a voice are equally long.
            self.phase -= 1.0 + self.between(-0.01, 0.01);
            return 1.0;
        }
        0.0
    }

    /// A number between two, by xorshift64*.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        let bits = self.random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        low + (high - low) * bits as f64 / f64::from(u32::MAX)
    }
}

impl Resonance {
    /// One sample through a resonance some 80 Hz wide.
    fn pass(&mut self, input: f64) -> f64 {
        const RADIUS: f64 = 0.969;
        let turn = 2.0 * RADIUS * (TAU * self.hertz / f64::from(super::RATE)).cos();
        let output = input + turn * self.last - RADIUS * RADIUS * self.before;
        self.before = self.last;
        self.last = output;
        output
    }
}
