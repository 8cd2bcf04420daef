#include "sandbox/event.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <utility>

namespace ipclab::sandbox {
namespace {

template <typename T>
const T* value_of(const Event& event, std::string_view name) {
  auto field = std::find_if(event.fields.begin(), event.fields.end(), [&](const Field& f) { return f.name == name; });
  return field == event.fields.end() ? nullptr : std::get_if<T>(&field->value);
}

template <typename Kind>
using Word = std::pair<Kind, std::string_view>;

constexpr std::array<Word<EventKind>, 14> kEventKinds{{
    {EventKind::Start, "start"},
    {EventKind::Fork, "fork"},
    {EventKind::Exec, "exec"},
    {EventKind::Enter, "enter"},
    {EventKind::Exit, "exit"},
    {EventKind::Signal, "signal"},
    {EventKind::Stop, "stop"},
    {EventKind::Continue, "continue"},
    {EventKind::End, "end"},
    {EventKind::Action, "action"},
    {EventKind::Refused, "refused"},
    {EventKind::Limit, "limit"},
    {EventKind::Asleep, "asleep"},
    {EventKind::Quiet, "quiet"},
}};

// The words that findings and `may-stay` use as well.
constexpr std::array<Word<Leftover::Kind>, 9> kLeftoverKinds{{
    {Leftover::Kind::MsgQueue, "msgqueue"},
    {Leftover::Kind::Shm, "shm"},
    {Leftover::Kind::Sem, "sem"},
    {Leftover::Kind::PosixShm, "posix-shm"},
    {Leftover::Kind::PosixSem, "posix-sem"},
    {Leftover::Kind::PosixMq, "posix-mq"},
    {Leftover::Kind::Fifo, "fifo"},
    {Leftover::Kind::SocketFile, "socket-file"},
    {Leftover::Kind::File, "file"},
}};

template <typename Kind>
std::string_view word_for(std::span<const Word<Kind>> words, Kind kind) {
  auto found = std::find_if(words.begin(), words.end(), [&](const Word<Kind>& word) { return word.first == kind; });
  return found == words.end() ? std::string_view("?") : found->second;
}

template <typename Kind>
Kind kind_for(std::span<const Word<Kind>> words, std::string_view text, const char* what) {
  auto found = std::find_if(words.begin(), words.end(), [&](const Word<Kind>& word) { return word.second == text; });
  if (found == words.end()) throw std::invalid_argument(what + (" '" + std::string(text)) + "' is unknown");
  return found->first;
}

}  // namespace

const std::int64_t* Event::number(std::string_view field) const {
  return value_of<std::int64_t>(*this, field);
}

const std::string* Event::text(std::string_view field) const {
  return value_of<std::string>(*this, field);
}

const std::vector<std::int64_t>* Event::numbers(std::string_view field) const {
  return value_of<std::vector<std::int64_t>>(*this, field);
}

const std::vector<std::string>* Event::texts(std::string_view field) const {
  return value_of<std::vector<std::string>>(*this, field);
}

std::int64_t Event::number_or(std::string_view field, std::int64_t otherwise) const {
  const std::int64_t* value = number(field);
  return value ? *value : otherwise;
}

std::string Event::text_or(std::string_view field, std::string_view otherwise) const {
  const std::string* value = text(field);
  return value ? *value : std::string(otherwise);
}

std::string_view to_string(EventKind kind) {
  return word_for<EventKind>(kEventKinds, kind);
}

std::string_view to_string(Leftover::Kind kind) {
  return word_for<Leftover::Kind>(kLeftoverKinds, kind);
}

EventKind event_kind(std::string_view word) {
  return kind_for<EventKind>(kEventKinds, word, "the kind of event");
}

Leftover::Kind leftover_kind(std::string_view word) {
  return kind_for<Leftover::Kind>(kLeftoverKinds, word, "the kind of leftover");
}

}  // namespace ipclab::sandbox
