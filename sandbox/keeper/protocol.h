// What the grader, the keeper and a cage's init say to each other: one message a datagram (SOCK_SEQPACKET), with
// descriptors beside it, and contents too long for a datagram in a memfd. Both sides are ours and of one build; no
// submission ever holds such a socket.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ipclab::sandbox::protocol {

enum class Type : std::int32_t {
  MapIds,  ///< keeper: it is in its user namespace and waits for id maps; answered by Done
  Open,    ///< to the keeper: a new cage; a: with a network, b: the last run's, untouched; fd: the init's end of its
           ///< socket. Answered by Ready
  SetUp,   ///< to the init: a CageSpec. Answered by Ready
  Spawn,   ///< to the init: a SpawnSpec; fds: for why it fails, the barrier's, standard streams. Answered by the
           ///< program: Ready
  Kill,    ///< to the init: SIGKILL for everything inside
  Read,    ///< to the init: a path. Answered by Content; a: it is there, b: it is a regular file, c: mode; fd: the open
           ///< file, where it is a regular one that could be opened
  Sweep,   ///< to the init. Answered by Content: leftovers
  Ready,   ///< a: the pid of the init; the pid inside of a program, which is the sender
  Ended,   ///< init: a program ended; a: its pid inside, b: wait status, and its rusage
  Content,
  Done,
  Failed,  ///< a: errno; the step that failed
};

/// A memfd's bytes, mapped and not copied.
class Mapping {
 public:
  Mapping() = default;
  /// Empty where it can't be mapped.
  explicit Mapping(int fd);
  Mapping(Mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping();
  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

struct Message {
  Type type = Type::Done;
  std::int32_t a = 0, b = 0, c = 0;
  std::string content;
  std::vector<std::string_view> more;  ///< to be sent after `content`: bytes that somebody else keeps
  Mapping mapped;                      ///< received instead of `content` when it is long
  std::vector<int> fds;                ///< received ones belong to the receiver
  std::int32_t sender = 0;             ///< pid of the sender as the receiver sees it, where the socket has SO_PASSCRED

  std::string_view received() const { return mapped.bytes().empty() ? std::string_view(content) : mapped.bytes(); }
};

/// Sends; false with errno set.
bool send(int socket, const Message&);

/// Waits for one; nothing at the end of the connection or for an error (errno; 0 at the end).
std::optional<Message> receive(int socket);

/// Numbers and texts one after another.
class Writer {
 public:
  void number(std::int64_t value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(const std::string& value) {
    number(static_cast<std::int64_t>(value.size()));
    bytes_ += value;
  }
  void texts(const std::vector<std::string>& values) {
    number(static_cast<std::int64_t>(values.size()));
    for (const std::string& value : values) text(value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::int64_t number() {
    std::int64_t value = 0;
    if (at_ + sizeof value <= bytes_.size()) std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::string text() { return std::string(bytes(static_cast<std::size_t>(number()))); }
  /// The next ones, where they are.
  std::string_view bytes(std::size_t size) {
    if (at_ > bytes_.size() || size > bytes_.size() - at_) return {};
    const std::string_view value = bytes_.substr(at_, size);
    at_ += size;
    return value;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> values;
    for (std::int64_t left = number(); left > 0 && at_ < bytes_.size(); --left) values.push_back(text());
    return values;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace ipclab::sandbox::protocol
