#include "harness/model/flows.h"

#include <sys/socket.h>

#include <algorithm>

#include "harness/model/descriptors.h"
#include "harness/model/ipc.h"

namespace ipclab::model {
namespace {

constexpr std::size_t kSampleLimit = 4096;

struct Portion {
  int fd = -1;
  int object = -1;
  bool writes = false;
  std::int64_t bytes = 0;
  const std::string* data = nullptr;  ///< first bytes, where they were captured
};

void count(const ReturnedCall& call, const Portion& portion) {
  if (portion.object < 0 || portion.bytes < 0) return;
  State& s = call.state;
  int image = s.world.calls[static_cast<std::size_t>(call.index)].image;
  auto [entry, is_new] = s.flow_of.try_emplace({call.process, image, portion.fd, portion.object, portion.writes},
                                               static_cast<int>(s.world.flows.size()));
  if (is_new) {
    Flow& added = s.world.flows.emplace_back();
    added.process = call.process;
    added.image = image;
    added.fd = portion.fd;
    added.object = portion.object;
    added.writes = portion.writes;
    added.first_call = call.index;
  }
  Flow& flow = s.world.flows[static_cast<std::size_t>(entry->second)];
  // The sample is the flow's beginning: it ends with the first portion that was not captured whole.
  bool sample_goes_on =
      static_cast<std::int64_t>(flow.sample.size()) == flow.bytes && flow.sample.size() < kSampleLimit;
  if (portion.data && sample_goes_on) {
    std::size_t room = kSampleLimit - flow.sample.size();
    std::size_t moved =
        static_cast<std::size_t>(std::min<std::int64_t>(portion.bytes, static_cast<std::int64_t>(room)));
    flow.sample.append(*portion.data, 0, moved);
  }
  flow.bytes = saturating_sum(flow.bytes, portion.bytes);
  ++flow.operations;
  flow.last_call = call.index;
}

int number_of_fd(const EnteredCall& call, std::string_view field) {
  std::int64_t fd = call.number(field);
  return fd >= 0 && fd <= INT32_MAX ? static_cast<int>(fd) : -1;
}

/// Several messages in one call: the call returns their number, and says the bytes apart.
std::int64_t bytes_of(const ReturnedCall& call) {
  return call.exit.number_or("bytes", call.result);
}

}  // namespace

void bytes_read(const ReturnedCall& call) {
  if (!call.succeeded() || (call.number("flags", 0) & MSG_PEEK) != 0) return;
  count(call, {.fd = number_of_fd(call, "fd"),
               .object = call.state.object_of(call.progress.fd),
               .bytes = bytes_of(call),
               .data = call.exit.text("data")});
}

void bytes_written(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  count(call, {.fd = number_of_fd(call, "fd"),
               .object = call.state.object_of(call.progress.fd),
               .writes = true,
               .bytes = bytes_of(call),
               .data = call.enter.text("data")});
}

void bytes_moved(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  count(call, {.fd = number_of_fd(call, "in"), .object = call.state.object_of(call.progress.in), .bytes = call.result});
  count(call, {.fd = number_of_fd(call, "out"),
               .object = call.state.object_of(call.progress.out),
               .writes = true,
               .bytes = call.result});
}

void pages_spliced(const ReturnedCall& call) {
  if (!call.succeeded() || !call.progress.fd) return;
  count(call, {.fd = number_of_fd(call, "fd"),
               .object = call.state.object_of(call.progress.fd),
               .writes = call.state.open_file(call.progress.fd->open_file).writable,
               .bytes = call.result});
}

void message_sent(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  count(call, {.object = sysv_object(call, "msgsnd"),
               .writes = true,
               .bytes = call.number("size", 0),
               .data = call.enter.text("data")});
}

void message_received(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  count(call, {.object = sysv_object(call, "msgrcv"), .bytes = call.result, .data = call.exit.text("data")});
}

void queue_sent(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  count(call, {.fd = number_of_fd(call, "fd"),
               .object = call.state.object_of(call.progress.fd),
               .writes = true,
               .bytes = call.number("size", 0),
               .data = call.enter.text("data")});
}

void queue_received(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  count(call, {.fd = number_of_fd(call, "fd"),
               .object = call.state.object_of(call.progress.fd),
               .bytes = call.result,
               .data = call.exit.text("data")});
}

}  // namespace ipclab::model
