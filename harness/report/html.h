// HTML that can't be broken out of: elements are made by functions, and text gets into them escaped or not at all.
// Pages are whole, load nothing, and carry a policy that forbids everything that isn't theirs.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ipclab::html {

/// Markup. Made by the functions below only, so that a stranger's text is never taken for it.
class Html {
 public:
  Html() = default;
  const std::string& markup() const { return markup_; }
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }

 private:
  explicit Html(std::string markup) : markup_(std::move(markup)) {}
  friend Html text(std::string_view);
  friend Html tag(std::string_view, std::initializer_list<std::pair<std::string_view, std::string>>, const Html&);
  friend Html empty_tag(std::string_view, std::initializer_list<std::pair<std::string_view, std::string>>);
  std::string markup_;
};

Html operator+(Html left, const Html& right);

using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

/// Any bytes: control characters and marks of direction become visible escapes, line feeds stay.
Html text(std::string_view bytes);
/// <name attribute="value">inner</name>. Names are ours, values may be anybody's.
Html tag(std::string_view name, Attributes, const Html& inner);
Html tag(std::string_view name, const Html& inner);
Html tag(std::string_view name, std::string_view text);
/// <input …>: an element that has no end.
Html empty_tag(std::string_view name, Attributes);

/// A verdict in its colour, framed.
Html badge(std::string_view verdict);

/// A whole page. `script` is ours, and the only one that the page's policy lets run.
std::string page(std::string_view title, const Html& body, std::string_view script = {});

}  // namespace ipclab::html
