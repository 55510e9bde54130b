//! `rmq offset`: where consumer groups go on.

pub mod clone;
pub mod reset;
pub mod show;
pub mod skip;

mod moves;
