//! Local clusters: their plans, and the life of their processes.

mod life;
mod plan;
mod stand_in;
