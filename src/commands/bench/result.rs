//! The result of a measurement, alone or beside an earlier one.

use serde::Serialize;

use crate::commands::cli::Cli;
use crate::commands::error::CommandResult;
use crate::commands::view::{Column, View};
use crate::engine::bench::report::Report;

/// A result with the one it is compared with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultView {
    #[serde(flatten)]
    report: Report,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    compared: Vec<Compared>,
}

impl View for ResultView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("KIND", |v: &Self| v.report.kind.clone()),
            Column::number("MESSAGES/S", |v| number(v.report.messages_per_second)),
            Column::number("P50 µs", |v| number(v.report.latency.p50_us)),
            Column::number("P99 µs", |v| number(v.report.latency.p99_us)),
            Column::number("FAILED", |v| v.report.failed.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.report.kind.clone()
    }
}

/// A figure by itself.
#[derive(Serialize)]
struct Figure {
    figure: String,
    value: f64,
}

impl View for Figure {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("FIGURE", |f: &Self| f.figure.clone()),
            Column::number("VALUE", |f| number(f.value)),
        ]
    }

    fn name(&self) -> String {
        self.figure.clone()
    }
}

/// A figure beside the earlier one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Compared {
    figure: String,
    before: f64,
    now: f64,
    /// How much more it is now, in percent of before; none when there was nothing before.
    change_percent: Option<f64>,
}

impl View for Compared {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("FIGURE", |c: &Self| c.figure.clone()),
            Column::number("BEFORE", |c| number(c.before)),
            Column::number("NOW", |c| number(c.now)),
            Column::number("CHANGE", |c| {
                c.change_percent.map_or_else(|| "-".to_owned(), |change| format!("{change:+.1}%"))
            }),
        ]
    }

    fn name(&self) -> String {
        self.figure.clone()
    }
}

/// Prints `report`, beside the `earlier` one if there is one.
pub fn show(cli: &Cli, report: Report, earlier: Option<&Report>) -> CommandResult {
    cli.out.note(&format!("measured: {}", report.measured));
    if let Some(earlier) = earlier.filter(|earlier| earlier.settings != report.settings) {
        cli.out.warn(&format!("the earlier result was measured otherwise: {}", earlier.measured));
    }
    let compared = earlier.map_or_else(Vec::new, |earlier| compare(earlier, &report));
    let view = ResultView { report, compared };
    cli.out.item(&view, || match view.compared.is_empty() {
        true => {
            let figures = view.report.figures().into_iter();
            let rows: Vec<_> = figures.map(|(figure, value)| Figure { figure, value }).collect();
            cli.out.table(&rows)
        }
        false => cli.out.table(&view.compared),
    })
}

/// The figures that both have.
fn compare(earlier: &Report, report: &Report) -> Vec<Compared> {
    let before = earlier.figures();
    let mut rows = Vec::new();
    for (figure, now) in report.figures() {
        let Some((_, before)) = before.iter().find(|(name, _)| *name == figure) else { continue };
        let change = (*before != 0.0).then(|| ((now / before - 1.0) * 1000.0).round() / 10.0);
        rows.push(Compared { figure, before: *before, now, change_percent: change });
    }
    rows
}

/// Whole when it is large, else with what matters of its fraction.
fn number(value: f64) -> String {
    let digits = match value {
        _ if value.fract() == 0.0 || value >= 1000.0 => 0,
        _ if value < 1.0 => 3,
        _ => 1,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::{Report, compare, number};

    #[test]
    fn a_change_is_told_in_percent_of_before() {
        let report =
            |rate, failed| Report { messages_per_second: rate, failed, ..Report::default() };
        let rows = compare(&report(200.0, 0), &report(250.0, 1));
        let row =
            |name: &str| rows.iter().find(|row| row.figure == name).map(|row| row.change_percent);
        assert_eq!(row("messages/s"), Some(Some(25.0)));
        assert_eq!(row("failed"), Some(None));
        assert_eq!(
            (number(12.34), number(1234.5), number(7.0)),
            ("12.3".into(), "1234".into(), "7".into())
        );
    }
}
