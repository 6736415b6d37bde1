//! How hard a text is to read.

use rust_decimal::{Decimal, RoundingStrategy};

/// The automated readability index of a text: 4.71 x letters for each word, plus 0.5 x words for
/// each sentence, less 21.43 (Senter and Smith 1967). It is the school year that reads the text with
/// ease: 6 is an age of about 11. One decimal place.
///
/// A word is whatever has a letter in it; figures and signs are looked at, not read, and count
/// neither as words nor as letters. A sentence ends with a full stop, a question mark or an
/// exclamation mark. None: the text has no word.
pub fn reading_grade(text: &str) -> Option<Decimal> {
    let (mut letters, mut words, mut sentences) = (0_u32, 0_u32, 0_u32);
    let mut open = false;
    for part in text.split_whitespace() {
        let in_part = part.chars().filter(|sign| sign.is_alphabetic()).count();
        if in_part > 0 {
            letters += u32::try_from(in_part).ok()?;
            words += 1;
            open = true;
        }
        if open && part.ends_with(['.', '?', '!']) {
            sentences += 1;
            open = false;
        }
    }
    // What is said after the last full stop is a sentence too.
    sentences += u32::from(open);
    let [letters, words, sentences] = [letters, words, sentences].map(Decimal::from);
    let word_length = letters.checked_div(words)?;
    let sentence_length = words.checked_div(sentences)?;
    let grade = Decimal::new(471, 2) * word_length + Decimal::new(5, 1) * sentence_length
        - Decimal::new(2143, 2);
    Some(grade.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_and_sentences_are_harder() {
        let check = |text: &str, expected: &str| {
            assert_eq!(reading_grade(text).unwrap().to_string(), expected, "{text}");
        };
        // 13 letters, 4 words, 1 sentence: 15.3075 + 2 - 21.43.
        check("The cat sat down.", "-4.1");
        // 18 letters, 6 words, 2 sentences: 14.13 + 1.5 - 21.43.
        check("The cat sat. Then it ran.", "-5.8");
        // 32 letters, 3 words, 1 sentence: 50.24 + 1.5 - 21.43.
        check("Disability expenditure disregarded.", "30.3");
    }

    #[test]
    fn figures_are_no_words() {
        let with = reading_grade("What the person pays: £1,234.56 less £34.50 = £1,200.06.");
        assert_eq!(with, reading_grade("What the person pays: less."));
        assert_eq!(reading_grade("£1.00 = 2."), None);
    }
}
