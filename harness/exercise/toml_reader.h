// A strict reader on top of toml++. A value knows its place in the file and what to call it in an error; a table
// remembers which of its keys were asked for, and refuses the others. Every complaint is an ExerciseError
// "FILE:LINE:COLUMN: sentence".
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ipclab {

class TomlTable;

/// A name that is safe anywhere, as part of a path, of a command line or of a report: letters, digits and . _ + -,
/// beginning with a letter or digit, at most 64 of them.
bool is_word(std::string_view text);

[[noreturn]] void fail_at(const std::string& file, const toml::source_region& place, std::string_view sentence);

/// One value. Refers to the parsed file and to its name, and must not outlive them. Each getter throws when the value
/// is something else than what is asked for.
class TomlValue {
 public:
  /// `name` is what it is called in errors: "'status'", "an element of 'args'".
  TomlValue(const toml::node& node, std::string name, const std::string& file)
      : node_(&node), name_(std::move(name)), file_(&file) {}

  bool is_text() const { return node_->is_string(); }
  bool is_integer() const { return node_->is_integer(); }
  bool is_list() const { return node_->is_array(); }
  bool is_table() const { return node_->is_table(); }

  std::string bytes() const;  ///< any text
  std::string text() const;   ///< a text without NUL: what an argument, a variable or a path can be
  std::string label() const;  ///< a text of one line, not empty, without control characters
  std::string word() const;   ///< a text that is_word()
  std::string path() const;   ///< absolute or not, without ".", ".." or empty parts, none longer than the kernel takes
  std::string relative_path() const;  ///< a path() that is not absolute: it stays below the folder it is meant for
  bool truth() const;
  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  double number(double least, double most) const;
  std::vector<TomlValue> list() const;
  std::vector<std::string> texts() const;  ///< a list of text()
  /// `what` is what the table is called in errors: "a run step".
  TomlTable table(std::string what) const;

  const std::string& name() const { return name_; }
  int line() const { return static_cast<int>(node_->source().begin.line); }
  [[noreturn]] void fail(std::string_view sentence) const { fail_at(*file_, node_->source(), sentence); }
  [[noreturn]] void fail_word(std::string_view text) const;  ///< `text`, found here, is no word
  /// "'status' must be <wanted>, and is a table".
  [[noreturn]] void fail_type(std::string_view wanted) const;

 private:
  const toml::node* node_;
  std::string name_;
  const std::string* file_;
};

/// A table. Whoever reads it asks for the keys and then calls refuse_others().
class TomlTable {
 public:
  TomlTable(const toml::table& table, std::string what, const std::string& file)
      : table_(&table), what_(std::move(what)), file_(&file) {}

  /// From now on it is called so in errors: "scenario 'one-message'".
  void rename(std::string what) { what_ = std::move(what); }

  bool has(std::string_view key) const { return table_->contains(key); }
  std::optional<TomlValue> find(std::string_view key);
  TomlValue need(std::string_view key);
  /// Which of these keys is there: exactly one must be.
  std::string which_of(const std::vector<std::string>& keys);
  /// Every key with its value, in the order of the file, for tables whose keys are free.
  std::vector<std::pair<std::string, TomlValue>> entries();
  /// Throws for the first key that nobody asked for.
  void refuse_others() const;

  [[noreturn]] void fail(std::string_view sentence) const { fail_at(*file_, table_->source(), sentence); }

 private:
  /// The first key in the file that nobody asked for and that is a misspelling of one of `wanted`.
  void refuse_misspelling_of(const std::vector<std::string>& wanted) const;
  std::vector<const toml::key*> keys_in_order() const;
  bool is_known(std::string_view key) const;

  const toml::table* table_;
  std::string what_;
  const std::string* file_;
  std::vector<std::string> known_;  ///< keys that were asked for
};

}  // namespace ipclab
