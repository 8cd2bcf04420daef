// Bytes as characters, as far as printing them safely needs it.
#pragma once

#include <cstddef>
#include <string_view>

namespace ipclab {

struct Character {
  char32_t point = 0;
  std::size_t length = 0;  ///< in bytes; 0: what is there is not valid UTF-8
  bool valid() const { return length > 0; }
};

/// The character that `bytes` begins with. Overlong forms, surrogates and what lies beyond U+10FFFF are not valid.
Character first_character(std::string_view bytes);

bool is_valid_utf8(std::string_view bytes);

/// The character has no shape of its own on a terminal, or changes how others are shown: controls, marks of direction,
/// blanks without width, tags.
bool is_invisible(char32_t point);

/// Columns that the character takes on a terminal: 0 (combining marks), 1, or 2 (East Asian characters, emoji).
int width_of(char32_t point);

/// The same for a text; a byte that isn't valid UTF-8 counts as one column.
int width_of(std::string_view text);

}  // namespace ipclab
