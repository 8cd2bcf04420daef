// Words that were misspelt, and how words of strangers are shown in a sentence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab {

/// The candidate that `word` was most probably meant to be: one that a typing error or two lead to. nullopt: none is
/// near.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// ": did you mean 'status'?", or, when nothing is near, "; there is: a, b, c".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// The text within single quotes: shortened, control characters as \xNN.
std::string in_quotes(std::string_view text);

}  // namespace ipclab
