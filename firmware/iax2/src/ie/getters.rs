//! One getter an element: its value where it is there and holds together.

use super::{ApparentAddr, DateTime, Ies};
use crate::code::{CauseCode, IaxCode, IeCode, Presentation, TypeOfNumber};
use crate::format::Format;
use crate::number::{CallNumber, TransferId};

impl<'a> Ies<'a> {
    fn mask(&self, narrow: IeCode, wide: IeCode) -> Option<Format> {
        let wide = self.find(wide).and_then(|data| match data {
            [0, mask @ ..] => mask.try_into().ok().map(u64::from_be_bytes),
            _ => None,
        });
        wide.or_else(|| self.long(narrow).map(u64::from)).map(Format)
    }

    /// CALLED NUMBER (8.6.1).
    pub fn called_number(&self) -> Option<&'a str> {
        self.text(IeCode::CALLED_NUMBER)
    }

    /// CALLING NUMBER (8.6.2).
    pub fn calling_number(&self) -> Option<&'a str> {
        self.text(IeCode::CALLING_NUMBER)
    }

    /// CALLING ANI (8.6.3).
    pub fn calling_ani(&self) -> Option<&'a str> {
        self.text(IeCode::CALLING_ANI)
    }

    /// CALLING NAME (8.6.4).
    pub fn calling_name(&self) -> Option<&'a str> {
        self.text(IeCode::CALLING_NAME)
    }

    /// CALLED CONTEXT (8.6.5).
    pub fn called_context(&self) -> Option<&'a str> {
        self.text(IeCode::CALLED_CONTEXT)
    }

    /// USERNAME (8.6.6).
    pub fn username(&self) -> Option<&'a str> {
        self.text(IeCode::USERNAME)
    }

    /// CAPABILITY2 where it is there and readable, else CAPABILITY (8.6.7).
    pub fn capability(&self) -> Option<Format> {
        self.mask(IeCode::CAPABILITY, IeCode::CAPABILITY2)
    }

    /// FORMAT2 where it is there and readable, else FORMAT (8.6.8).
    pub fn format(&self) -> Option<Format> {
        self.mask(IeCode::FORMAT, IeCode::FORMAT2)
    }

    /// LANGUAGE (8.6.9).
    pub fn language(&self) -> Option<&'a str> {
        self.text(IeCode::LANGUAGE)
    }

    /// VERSION (8.6.10).
    pub fn version(&self) -> Option<u16> {
        self.word(IeCode::VERSION)
    }

    /// ADSICPE (8.6.11).
    pub fn adsicpe(&self) -> Option<u16> {
        self.word(IeCode::ADSICPE)
    }

    /// DNID (8.6.12).
    pub fn dnid(&self) -> Option<&'a str> {
        self.text(IeCode::DNID)
    }

    /// AUTHMETHODS (8.6.13).
    pub fn authmethods(&self) -> Option<u16> {
        self.word(IeCode::AUTHMETHODS)
    }

    /// CHALLENGE (8.6.14).
    pub fn challenge(&self) -> Option<&'a [u8]> {
        self.find(IeCode::CHALLENGE)
    }

    /// MD5 RESULT (8.6.15).
    pub fn md5_result(&self) -> Option<&'a [u8]> {
        self.find(IeCode::MD5_RESULT)
    }

    /// RSA RESULT (8.6.16).
    pub fn rsa_result(&self) -> Option<&'a [u8]> {
        self.find(IeCode::RSA_RESULT)
    }

    /// APPARENT ADDR (8.6.17).
    pub fn apparent_addr(&self) -> Option<ApparentAddr> {
        ApparentAddr::parse(self.find(IeCode::APPARENT_ADDR)?).ok()
    }

    /// REFRESH in seconds (8.6.18).
    pub fn refresh(&self) -> Option<u16> {
        self.word(IeCode::REFRESH)
    }

    /// DPSTATUS (8.6.19).
    pub fn dpstatus(&self) -> Option<u16> {
        self.word(IeCode::DPSTATUS)
    }

    /// CALLNO (8.6.20).
    pub fn callno(&self) -> Option<CallNumber> {
        self.word(IeCode::CALLNO).and_then(CallNumber::new)
    }

    /// CAUSE (8.6.21).
    pub fn cause(&self) -> Option<&'a str> {
        self.text(IeCode::CAUSE)
    }

    /// CAUSECODE (8.6.33).
    pub fn cause_code(&self) -> Option<CauseCode> {
        self.octet(IeCode::CAUSECODE).map(CauseCode)
    }

    /// IAX UNKNOWN (8.6.22).
    pub fn iax_unknown(&self) -> Option<IaxCode> {
        self.octet(IeCode::IAX_UNKNOWN).map(IaxCode)
    }

    /// MSGCOUNT (8.6.23).
    pub fn msgcount(&self) -> Option<u16> {
        self.word(IeCode::MSGCOUNT)
    }

    /// AUTOANSWER: whether it is there (8.6.24).
    pub fn auto_answer(&self) -> bool {
        self.has(IeCode::AUTOANSWER)
    }

    /// MUSICONHOLD; empty where no class of music is named (8.6.25).
    pub fn music_on_hold(&self) -> Option<&'a str> {
        self.text(IeCode::MUSICONHOLD)
    }

    /// TRANSFERID (8.6.26).
    pub fn transfer_id(&self) -> Option<TransferId> {
        self.long(IeCode::TRANSFERID).map(TransferId)
    }

    /// RDNIS (8.6.27).
    pub fn rdnis(&self) -> Option<&'a str> {
        self.text(IeCode::RDNIS)
    }

    /// DATETIME (8.6.28).
    pub fn datetime(&self) -> Option<DateTime> {
        self.long(IeCode::DATETIME).map(DateTime)
    }

    /// CALLINGPRES (8.6.29).
    pub fn calling_pres(&self) -> Option<Presentation> {
        self.octet(IeCode::CALLINGPRES).map(Presentation)
    }

    /// CALLINGTON (8.6.30).
    pub fn calling_ton(&self) -> Option<TypeOfNumber> {
        self.octet(IeCode::CALLINGTON).map(TypeOfNumber)
    }

    /// CALLINGTNS: plan and type in the high octet, network in the low (8.6.31).
    pub fn calling_tns(&self) -> Option<u16> {
        self.word(IeCode::CALLINGTNS)
    }

    /// SAMPLINGRATE in hertz (8.6.32).
    pub fn sampling_rate(&self) -> Option<u16> {
        self.word(IeCode::SAMPLINGRATE)
    }

    /// ENCRYPTION (8.6.34).
    pub fn encryption(&self) -> Option<u16> {
        self.word(IeCode::ENCRYPTION)
    }

    /// CODEC PREFS: the formats that its letters stand for, best first; letters that stand for none are left out (8.6.35).
    pub fn codec_prefs(&self) -> Option<impl Iterator<Item = Format> + use<'a>> {
        let letters = self.find(IeCode::CODEC_PREFS)?;
        Some(letters.iter().copied().filter_map(Format::from_preference_letter))
    }

    /// RR JITTER in milliseconds (8.6.36).
    pub fn rr_jitter(&self) -> Option<u32> {
        self.long(IeCode::RR_JITTER)
    }

    /// RR LOSS: per cent, and frames (8.6.37).
    pub fn rr_loss(&self) -> Option<(u8, u32)> {
        let [percent, frames @ ..] = self.long(IeCode::RR_LOSS)?.to_be_bytes();
        let [high, middle, low] = frames;
        Some((percent, u32::from_be_bytes([0, high, middle, low])))
    }

    /// RR PKTS (8.6.38).
    pub fn rr_pkts(&self) -> Option<u32> {
        self.long(IeCode::RR_PKTS)
    }

    /// RR DELAY in milliseconds (8.6.39).
    pub fn rr_delay(&self) -> Option<u16> {
        self.word(IeCode::RR_DELAY)
    }

    /// RR DROPPED (8.6.40).
    pub fn rr_dropped(&self) -> Option<u32> {
        self.long(IeCode::RR_DROPPED)
    }

    /// RR OOO (8.6.41).
    pub fn rr_ooo(&self) -> Option<u32> {
        self.long(IeCode::RR_OOO)
    }

    /// VARIABLE (IANA registry).
    pub fn variable(&self) -> Option<&'a str> {
        self.text(IeCode::VARIABLE)
    }

    /// OSPTOKEN: a block's number and the block (8.6.42, with number 0x35 as the registry corrects it).
    pub fn osp_token(&self) -> Option<(u8, &'a [u8])> {
        self.find(IeCode::OSPTOKEN)?.split_first().map(|(number, block)| (*number, block))
    }

    /// CALLTOKEN; empty where the sender asks for one.
    pub fn call_token(&self) -> Option<&'a [u8]> {
        self.find(IeCode::CALLTOKEN)
    }
    /// CALLINGANI2 (as deployed).
    pub fn calling_ani2(&self) -> Option<u32> {
        self.long(IeCode::CALLINGANI2)
    }
}
