#include <array>

#include "harness/checks/all.h"

namespace ipclab {
namespace {

constexpr auto kChecks = std::to_array<Check>({
    {"violation", check_violation},
    {"runaway-child", check_runaway_child},
    {"shell", check_shell},
    {"sockets", check_sockets},
    {"message-size", check_message_size},
    {"permissions", check_permissions},
    {"signals", check_signals},
    {"interrupted", check_interrupted},
    {"unchecked", check_unchecked},
    {"streams", check_streams},
    {"memory", check_memory},
    {"data-races", check_data_races},
    {"busy-wait", check_busy_wait},
    {"limits", check_limits},
    {"exit", check_exit},
    {"hang", check_hang},
    {"orphans", check_orphans},
    {"executed", check_executed},
    {"topology", check_topology},
    {"lost-text", check_lost_text},
    {"copied-text", check_copied_text},
    {"output", check_output},
    {"leaks", check_leaks},
    {"attachments", check_attachments},
    {"pipe-ends", check_pipe_ends},
    {"exec-descriptors", check_exec_descriptors},
    {"zombies", check_zombies},
    {"unsafe-handler", check_unsafe_handler},
});

}  // namespace

std::span<const Check> all_checks() {
  return kChecks;
}

}  // namespace ipclab
