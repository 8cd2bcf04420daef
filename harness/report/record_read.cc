// JSON Lines -> Record, strictly. docs/record-format.md says what the lines hold; record_write.cc is the way there.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/report/record_file.h"
#include "harness/report/record_words.h"
#include "harness/report/report.h"
#include "harness/report/strict_json.h"

namespace ipclab {
namespace {

using nlohmann::json;

/// A kind by its word, where the sandbox throws for a word that names none.
template <typename Function>
auto kind_of(Function kind_named, const std::string& word) {
  try {
    return kind_named(word);
  } catch (const std::invalid_argument&) {
    throw JsonError(fmt::format("\"kind\" can't be \"{}\"", visible(word)));
  }
}

sandbox::FieldValue field_value(const json& value, const std::string& what) {
  if (value.is_number()) return whole_number(value, what, INT64_MIN, INT64_MAX);
  if (value.is_array()) {
    std::vector<std::int64_t> numbers;
    for (const json& number : value) numbers.push_back(whole_number(number, what, INT64_MIN, INT64_MAX));
    return numbers;
  }
  if (!value.is_object() || !value.contains("texts")) return bytes_of_json(value, what);
  Members members(value, what);
  std::vector<std::string> texts;
  for (const json& text : members.list("texts")) texts.push_back(bytes_of_json(text, what));
  members.end();
  return texts;
}

sandbox::Event read_event(Members& line) {
  sandbox::Event event;
  event.kind = kind_of(sandbox::event_kind, line.bytes("kind"));
  event.time_us = line.number("time_us");
  event.process = line.integer("process", 0);
  event.task = line.integer("task", 0);
  event.name = line.bytes_or_none("name");
  event.result = line.number_or_zero("result");
  if (line.has("fields")) {
    for (const json& pair : line.list("fields")) {
      if (!pair.is_array() || pair.size() != 2) throw JsonError("a field must be a list of its name and its value");
      const std::string name = bytes_of_json(pair[0], "a field's name");
      event.fields.push_back({name, field_value(pair[1], fmt::format("the field \"{}\"", visible(name)))});
    }
  }
  if (line.has("stack")) {
    for (const json& frame : line.list("stack")) {
      event.stack.push_back(static_cast<int>(whole_number(frame, "a frame of \"stack\"", 0, INT32_MAX)));
    }
  }
  return event;
}

SourceLocation read_location(Members& line) {
  SourceLocation location;
  location.file = line.bytes("file");
  location.line = line.integer("number", 0);
  location.function = line.bytes("function");
  return location;
}

StartedProgram read_program(Members& line) {
  StartedProgram program;
  program.role = line.bytes("role");
  program.program = line.bytes("program");
  program.fixture = line.truth("fixture");
  program.process = line.integer("process", 0);
  return program;
}

Output read_output(Members& line) {
  Output output;
  output.role = line.bytes("role");
  output.stream = line.bytes("stream");
  output.bytes = line.bytes("bytes");
  output.truncated = line.truth("truncated");
  return output;
}

FileState read_file(Members& line) {
  FileState file;
  file.path = line.bytes("path");
  file.exists = line.truth("exists");
  file.regular = line.truth("regular");
  file.mode = static_cast<unsigned>(line.number("mode", 0, UINT32_MAX));
  file.bytes = line.bytes("bytes");
  return file;
}

sandbox::Leftover read_leftover(Members& line) {
  sandbox::Leftover leftover;
  leftover.kind = kind_of(sandbox::leftover_kind, line.bytes("kind"));
  leftover.name = line.bytes("name");
  leftover.key = line.number("key");
  leftover.id = line.number("id");
  leftover.mode = static_cast<unsigned>(line.number("mode", 0, UINT32_MAX));
  leftover.size = line.number("size");
  return leftover;
}

StepOutcome read_step(Members& line) {
  StepOutcome outcome;
  outcome.step = line.integer("step", 0);
  const std::string word = line.bytes("outcome");
  const auto kind = step_outcome(word);
  if (!kind) throw JsonError(fmt::format("\"outcome\" can't be \"{}\"", visible(word)));
  outcome.kind = *kind;
  outcome.event = line.integer("event", 0);
  return outcome;
}

MemoryError read_memory_error(Members& line) {
  MemoryError error;
  error.role = line.bytes("role");
  error.kind = line.bytes("kind");
  error.access = line.bytes("access");
  error.size = line.number("size");
  error.object = line.bytes("object");
  error.text = line.bytes("text");
  error.location = read_location(line);
  for (const json& place : line.list("places")) {
    if (!place.is_array() || place.size() != 4)
      throw JsonError("a place must be a list of what it is, a file, a line and a function");
    error.places.push_back({bytes_of_json(place[0], "a place"),
                            {bytes_of_json(place[1], "a place's file"),
                             static_cast<int>(whole_number(place[2], "a place's line", 0, INT32_MAX)),
                             bytes_of_json(place[3], "a place's function")}});
  }
  return error;
}

SourceLocation read_place(const json& value) {
  if (!value.is_array() || value.size() != 3)
    throw JsonError("a place must be a list of a file, a line and a function");
  return {bytes_of_json(value[0], "a place's file"),
          static_cast<int>(whole_number(value[1], "a place's line", 0, INT32_MAX)),
          bytes_of_json(value[2], "a place's function")};
}

DataRace::Side read_side(const json& value) {
  if (!value.is_array() || value.size() != 4 || !value[2].is_boolean())
    throw JsonError("a side of a race must be a list of a process, an access, true or false, and a place");
  return {bytes_of_json(value[0], "a side's process"), bytes_of_json(value[1], "a side's access"), value[2].get<bool>(),
          read_place(value[3])};
}

DataRace read_data_race(Members& line) {
  constexpr std::int64_t kMostBytes = std::int64_t{1} << 48;
  DataRace race;
  race.one = read_side(line.list("one"));
  race.other = read_side(line.list("other"));
  race.offset = line.number("offset", 0, kMostBytes);
  race.size = line.number("size", 0, kMostBytes);
  race.memory = read_place(line.list("memory"));
  race.ordered_by = line.bytes("ordered_by");
  race.ordered_at = read_place(line.list("ordered_at"));
  return race;
}

/// Reads line after line; knows where it is for the message.
class Reader {
 public:
  Reader(std::string_view text, std::string name) : rest_(text), name_(std::move(name)) {}

  Record read() {
    try {
      read_header(parse_strictly(next_line()));
      while (read_line(parse_strictly(next_line()))) {
      }
      if (!rest_.empty()) throw JsonError("nothing may stand after the end line");
    } catch (const JsonError& error) {
      throw RecordError(fmt::format("{}:{}: {}", name_, number_, error.what()));
    }
    return std::move(record_);
  }

 private:
  std::string_view next_line() {
    ++number_;
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      throw JsonError(rest_.empty() ? "the record ends before its end line: the file was cut off"
                                    : "this line has no end: the file was cut off");
    }
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

  void read_header(const json& value) {
    Members line(value, "the first line");
    const std::string schema = line.bytes("schema");
    if (schema != kRecordSchema) {
      throw JsonError(
          fmt::format("\"schema\" is \"{}\", but this grader reads \"{}\"", visible(schema), kRecordSchema));
    }
    record_.exercise = line.bytes("exercise");
    record_.scenario = line.bytes("scenario");
    record_.seed = line.number("seed");
    record_.wall_ms = line.decimal("wall_ms");
    line.end();
  }

  /// False: it was the end line.
  bool read_line(const json& value) {
    Members line(value, "the line");
    const std::string kind = line.bytes("line");
    if (kind == "event") {
      record_.events.push_back(read_event(line));
      event_lines_.push_back(number_);
    } else if (kind == "location") {
      record_.locations.push_back(read_location(line));
    } else if (kind == "program") {
      record_.programs.push_back(read_program(line));
    } else if (kind == "output") {
      record_.outputs.push_back(read_output(line));
    } else if (kind == "file") {
      record_.files.push_back(read_file(line));
    } else if (kind == "leftover") {
      record_.leftovers.push_back(read_leftover(line));
    } else if (kind == "step") {
      record_.steps.push_back(read_step(line));
    } else if (kind == "memory-error") {
      record_.memory_errors.push_back(read_memory_error(line));
    } else if (kind == "data-race") {
      record_.data_races.push_back(read_data_race(line));
    } else if (kind == "end") {
      if (line.number("lines") != number_ - 1)
        throw JsonError(fmt::format("\"lines\" must be {}: lines are missing", number_ - 1));
      line.end();
      check_references();
      return false;
    } else {
      throw JsonError(fmt::format("\"line\" can't be \"{}\"", visible(kind)));
    }
    line.end();
    return true;
  }

  /// Numbers that refer to something else in the record do so: whoever replays it may rely on them.
  void check_references() {
    const auto events = static_cast<std::int64_t>(record_.events.size());
    const int end = number_;
    for (std::size_t i = 0; i < record_.events.size(); ++i) {
      const sandbox::Event& event = record_.events[i];
      number_ = event_lines_[i];
      // Each process and each thread comes with an event of its own.
      if (event.process > events || event.task > events) throw JsonError("a process or task that no event makes");
      const bool all_known = std::all_of(event.stack.begin(), event.stack.end(), [&](int frame) {
        return static_cast<std::size_t>(frame) < record_.locations.size();
      });
      if (!all_known) throw JsonError("\"stack\" names a location that isn't there");
    }
    number_ = end;
    for (const StartedProgram& program : record_.programs) {
      if (program.process > events) throw JsonError("a program's process that no event makes");
    }
    for (const StepOutcome& step : record_.steps) {
      if (step.event > events) throw JsonError("a step was decided after the last event");
    }
  }

  std::string_view rest_;
  std::string name_;
  int number_ = 0;
  Record record_;
  std::vector<int> event_lines_;
};

}  // namespace

Record parse_record(std::string_view text, const std::string& name) {
  return Reader(text, name).read();
}

Record load_record(const std::filesystem::path& path) {
  std::error_code none;
  std::ifstream in(path, std::ios::binary);
  // A folder can be opened, too.
  if (!in || std::filesystem::is_directory(path, none)) {
    throw RecordError(fmt::format("{}: this record can't be read", path.string()));
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_record(text, path.string());
}

}  // namespace ipclab
