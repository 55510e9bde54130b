//! The word that was probably meant.

/// The one of `known` that `word` was probably to be; case does not count.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let limit = 1 + word.len() / 5;
    let length = word.chars().count();
    // So many edits are needed for the lengths alone: a long word costs nothing.
    let similar = known.into_iter().filter(|k| k.chars().count().abs_diff(length) <= limit);
    let near =
        similar.map(|known| (distance(word, known), known)).filter(|(far, _)| *far <= limit).min();
    near.map(|(_, known)| known)
}

/// Edits from `a` to `b` (Levenshtein), case not counted.
fn distance(a: &str, b: &str) -> usize {
    let fold = |text: &str| text.chars().map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>();
    let (a, b) = (fold(a), fold(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (to, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let change = corner + usize::from(from != to);
            corner = *above;
            left = change.min(left + 1).min(*above + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("brokerIp1", "brokerIP1"), 0);
    }

    #[test]
    fn takes_the_nearest_that_is_near_enough() {
        let known = ["brokerIP1", "brokerIP2", "listenPort"];
        assert_eq!(nearest("brokerip2", known), Some("brokerIP2"));
        assert_eq!(nearest("storeCheckpoint", known), None);
    }
}
