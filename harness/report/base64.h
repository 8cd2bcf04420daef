// Base64 (RFC 4648, chapter 4), for bytes that are no text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ipclab {

std::string base64(std::string_view bytes);

/// The bytes; nothing for a text that base64() would not have written.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ipclab
