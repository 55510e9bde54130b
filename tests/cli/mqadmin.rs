//! `rmq mqadmin` beside Apache's: the commands there are, in their order, and the options of each.
//!
//! `mqadmin-help.txt` holds what `mqadmin help NAME` of 4.9.7 prints for each command, in the order in
//! which mqadmin lists them, without the descriptions of the options.

use crate::world::World;

fn expected() -> Vec<(String, String)> {
    include_str!("mqadmin-help.txt")
        .split("\n\n")
        .map(|help| {
            (help.split_whitespace().nth(2).unwrap().to_owned(), help.trim_end().to_owned())
        })
        .collect()
}

fn printed(world: &World, arguments: &[&str]) -> String {
    let output = world.rmq(arguments);
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A line of options without its description.
fn head(line: &str) -> &str {
    let described = line.starts_with(" -") || line.starts_with("        ");
    if described { line.split("   ").next().unwrap().trim_end() } else { line }
}

#[test]
fn every_command_has_the_options_of_apaches() {
    let world = World::without_cluster();
    let expected = expected();
    assert_eq!(expected.len(), 57);
    let overview = printed(&world, &["mqadmin"]);
    let names: Vec<&str> = overview
        .lines()
        .filter_map(|line| line.strip_prefix("   "))
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    let known: Vec<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, known);
    for (name, help) in &expected {
        let ours = printed(&world, &["mqadmin", "help", name]);
        let ours: Vec<&str> = ours.lines().map(head).filter(|head| !head.is_empty()).collect();
        assert_eq!(ours, help.lines().collect::<Vec<_>>(), "{name}");
    }
}
