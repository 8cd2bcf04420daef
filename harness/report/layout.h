// Lines of text for a terminal: colour, width, wrapping. Takes only texts that are safe to show (see visible()).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ipclab {

using Lines = std::vector<std::string>;

/// Colours, or nothing at all where they aren't wanted. Measure and wrap first, paint then: painted text has no width.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  std::string bold(std::string_view text) const { return in("1", text); }
  std::string dim(std::string_view text) const { return in("2", text); }
  std::string red(std::string_view text) const { return in("1;31", text); }
  std::string yellow(std::string_view text) const { return in("1;33", text); }
  std::string green(std::string_view text) const { return in("1;32", text); }
  std::string blue(std::string_view text) const { return in("1;34", text); }

 private:
  std::string in(std::string_view code, std::string_view text) const;
  bool colour_;
};

/// `text` in lines of at most `width` columns, broken at blanks, and within a word only where it is longer than a line.
/// Line feeds in the text end a line. At least one line.
Lines wrap(std::string_view text, int width);

/// `text` with blanks behind it up to `width` columns.
std::string padded(std::string_view text, int width);

/// `text`, or as much of it as fits into `width` columns and three dots.
std::string cut(std::string_view text, int width);

/// `text` with each tab replaced by blanks up to the next multiple of eight columns.
std::string expand_tabs(std::string_view text);

/// Puts `margin` blanks before each line that isn't empty.
Lines indented(Lines lines, int margin);

/// Appends `more` to `lines`.
void append(Lines& lines, const Lines& more);

}  // namespace ipclab
