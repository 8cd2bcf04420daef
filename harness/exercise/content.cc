#include "harness/exercise/content.h"

#include <fmt/format.h>

namespace ipclab {
namespace {

Content::Piece read_piece(const TomlValue& value, ExerciseFolder& folder) {
  TomlTable table = value.table("a content");
  const std::string kind = table.which_of(content_kinds());
  const TomlValue main = table.need(kind);
  Content::Piece piece;
  if (kind == "file") {
    folder.require(main);
    piece = Content::File{main.relative_path()};
  } else if (kind == "repeat") {
    std::string text = main.bytes();
    piece = Content::Repeat{std::move(text), table.need("times").integer(0, kMostContent)};
  } else if (kind == "random-bytes") {
    Content::RandomBytes random{main.integer(0, kMostContent), 0};
    if (const auto seed = table.find("seed")) random.seed = seed->integer(0, INT64_MAX);
    piece = random;
  } else {
    Content::Numbers numbers{main.integer(0, kMostContent), table.need("separator").bytes(), {}};
    if (const auto end = table.find("end")) numbers.end = end->bytes();
    piece = std::move(numbers);
  }
  table.refuse_others();
  return piece;
}

/// Lists in lists become one. toml++ bounds how deep they go.
void append(const TomlValue& value, ExerciseFolder& folder, Content& content) {
  if (value.is_text()) {
    content.pieces.emplace_back(Content::Text{value.bytes()});
  } else if (value.is_list()) {
    for (const TomlValue& element : value.list()) append(element, folder, content);
  } else if (value.is_table()) {
    content.pieces.push_back(read_piece(value, folder));
  } else {
    value.fail_type("a text, a list or a table that describes bytes");
  }
}

}  // namespace

const std::vector<std::string>& content_kinds() {
  static const std::vector<std::string> kinds = {"file", "repeat", "random-bytes", "numbers"};
  return kinds;
}

Content read_content(const TomlValue& value, ExerciseFolder& folder) {
  Content content;
  append(value, folder, content);
  if (size_of(content, folder.path()) > kMostContent) {
    value.fail(fmt::format("{} has more than {} MiB", value.name(), kMostContent / kMiB));
  }
  return content;
}

}  // namespace ipclab
