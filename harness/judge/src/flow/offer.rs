//! Which formats a message names.

use iax2_wire::{Format, IeCode, Ies};

/// Every format that CAPABILITY, FORMAT, their wide forms and CODEC PREFS of a NEW name; `None` where none is there.
pub(crate) fn offered(ies: Ies<'_>) -> Option<Format> {
    let narrow = [IeCode::CAPABILITY, IeCode::FORMAT]
        .into_iter()
        .filter_map(|code| ies.long(code))
        .map(|mask| Format(u64::from(mask)));
    let wide =
        [IeCode::CAPABILITY2, IeCode::FORMAT2].into_iter().filter_map(|code| wide(ies, code));
    let preferred = ies.find(IeCode::CODEC_PREFS).into_iter().flatten();
    let preferred = preferred.filter_map(|&letter| Format::from_preference_letter(letter));
    let mut all = narrow.chain(wide).chain(preferred).peekable();
    all.peek()?;
    Some(all.fold(Format::NONE, |set, format| set | format))
}

fn wide(ies: Ies<'_>, code: IeCode) -> Option<Format> {
    match ies.find(code)? {
        [0, mask @ ..] => mask.try_into().ok().map(u64::from_be_bytes).map(Format),
        _ => None,
    }
}
