// Record -> JSON Lines. docs/record-format.md says what the lines hold; record_read.cc is the way back.
#include <nlohmann/json.hpp>

#include "harness/report/file.h"
#include "harness/report/record_file.h"
#include "harness/report/record_words.h"
#include "harness/report/strict_json.h"

namespace ipclab {
namespace {

using nlohmann::json;
using Line = nlohmann::ordered_json;

json value_of(const sandbox::FieldValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* bytes = std::get_if<std::string>(&value)) return json_of_bytes(*bytes);
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&value)) return *numbers;
  json texts = json::array();
  for (const std::string& text : std::get<std::vector<std::string>>(value)) texts.push_back(json_of_bytes(text));
  return {{"texts", std::move(texts)}};
}

Line line_of(const sandbox::Event& event) {
  Line line = {{"line", "event"},
               {"kind", to_string(event.kind)},
               {"time_us", event.time_us},
               {"process", event.process},
               {"task", event.task}};
  if (!event.name.empty()) line["name"] = json_of_bytes(event.name);
  if (event.result != 0) line["result"] = event.result;
  if (!event.fields.empty()) {
    Line& fields = line["fields"] = Line::array();
    for (const sandbox::Field& field : event.fields) {
      fields.push_back(Line::array({json_of_bytes(field.name), value_of(field.value)}));
    }
  }
  if (!event.stack.empty()) line["stack"] = event.stack;
  return line;
}

Line line_of(const SourceLocation& location) {
  return {{"line", "location"},
          {"file", json_of_bytes(location.file)},
          {"number", location.line},
          {"function", json_of_bytes(location.function)}};
}

Line line_of(const StartedProgram& program) {
  return {{"line", "program"},
          {"role", json_of_bytes(program.role)},
          {"program", json_of_bytes(program.program)},
          {"fixture", program.fixture},
          {"process", program.process}};
}

Line line_of(const Output& output) {
  return {{"line", "output"},
          {"role", json_of_bytes(output.role)},
          {"stream", json_of_bytes(output.stream)},
          {"bytes", json_of_bytes(output.bytes)},
          {"truncated", output.truncated}};
}

Line line_of(const FileState& file) {
  return {{"line", "file"},    {"path", json_of_bytes(file.path)},  {"exists", file.exists}, {"regular", file.regular},
          {"mode", file.mode}, {"bytes", json_of_bytes(file.bytes)}};
}

Line line_of(const sandbox::Leftover& leftover) {
  return {{"line", "leftover"},
          {"kind", to_string(leftover.kind)},
          {"name", json_of_bytes(leftover.name)},
          {"key", leftover.key},
          {"id", leftover.id},
          {"mode", leftover.mode},
          {"size", leftover.size}};
}

Line line_of(const StepOutcome& outcome) {
  return {{"line", "step"}, {"step", outcome.step}, {"outcome", word_of(outcome.kind)}, {"event", outcome.event}};
}

Line line_of(const MemoryError& error) {
  Line places = Line::array();
  for (const MemoryError::Place& place : error.places) {
    places.push_back(Line::array({json_of_bytes(place.what), json_of_bytes(place.location.file), place.location.line,
                                  json_of_bytes(place.location.function)}));
  }
  return {{"line", "memory-error"},
          {"role", json_of_bytes(error.role)},
          {"kind", json_of_bytes(error.kind)},
          {"access", json_of_bytes(error.access)},
          {"size", error.size},
          {"object", json_of_bytes(error.object)},
          {"text", json_of_bytes(error.text)},
          {"file", json_of_bytes(error.location.file)},
          {"number", error.location.line},
          {"function", json_of_bytes(error.location.function)},
          {"places", std::move(places)}};
}

Line line_of(const DataRace& race) {
  const auto place = [](const SourceLocation& at) {
    return Line::array({json_of_bytes(at.file), at.line, json_of_bytes(at.function)});
  };
  const auto side = [&](const DataRace::Side& it) {
    return Line::array({json_of_bytes(it.process), json_of_bytes(it.access), it.is_volatile, place(it.location)});
  };
  return {{"line", "data-race"},
          {"one", side(race.one)},
          {"other", side(race.other)},
          {"offset", race.offset},
          {"size", race.size},
          {"memory", place(race.memory)},
          {"ordered_by", json_of_bytes(race.ordered_by)},
          {"ordered_at", place(race.ordered_at)}};
}

class Lines {
 public:
  void add(const Line& line) {
    text_ += line.dump(-1, ' ', true);
    text_ += '\n';
    ++count_;
  }
  template <typename T>
  void add_all(const std::vector<T>& values) {
    for (const T& value : values) add(line_of(value));
  }
  std::string end() {
    add({{"line", "end"}, {"lines", count_}});
    return std::move(text_);
  }

 private:
  std::string text_;
  std::int64_t count_ = 0;
};

}  // namespace

std::string record_text(const Record& record) {
  Lines lines;
  lines.add({{"schema", kRecordSchema},
             {"exercise", json_of_bytes(record.exercise)},
             {"scenario", json_of_bytes(record.scenario)},
             {"seed", record.seed},
             {"wall_ms", record.wall_ms}});
  lines.add_all(record.programs);
  lines.add_all(record.locations);
  lines.add_all(record.events);
  lines.add_all(record.steps);
  lines.add_all(record.outputs);
  lines.add_all(record.files);
  lines.add_all(record.leftovers);
  lines.add_all(record.memory_errors);
  lines.add_all(record.data_races);
  return lines.end();
}

void save_record(const Record& record, const std::filesystem::path& path) {
  write_file_atomically(path, record_text(record));
}

}  // namespace ipclab
