import QganSema
import Testing

@Suite struct RenameRuleTests {
  @Test(arguments: [
    ("a -> b", true), ("blocks.*.* -> _blocks.*._*", true), ("*.* -> _*.*", true), ("a.*->b.*", true),
    ("a.* -> b", false), ("a -> b.*", false), ("a.** -> b.**", false), ("a", false), ("-> b", false),
    ("a ->", false), ("", false),
  ])
  func validity(rule: String, isValid: Bool) { #expect(RenameRule.isValid(rule) == isValid) }

  @Test func componentsAreCaptured() {
    let rules = ["*.* -> _*.*", "blocks.*.*.* -> _blocks.*._*.*"]
    #expect(RenameRule.apply(rules, to: "conv_stem.weight") == "_conv_stem.weight")
    #expect(
      RenameRule.apply(rules, to: "blocks.3.expand_conv.weight") == "_blocks.3._expand_conv.weight")
    // No rule has four components and another head.
    #expect(RenameRule.apply(rules, to: "a.b.c.d") == "a.b.c.d")
  }

  @Test func theFirstRuleThatMatchesCounts() {
    #expect(RenameRule.apply(["a.* -> x.*", "a.b -> y"], to: "a.b") == "x.b")
    #expect(RenameRule.apply(["c.* -> x.*", "a.b -> y"], to: "a.b") == "y")
    #expect(RenameRule.apply([], to: "a.b") == "a.b")
  }

  @Test func starsWithinComponents() {
    #expect(RenameRule.apply(["conv*.weight -> c*.w"], to: "conv12.weight") == "c12.w")
    #expect(RenameRule.apply(["conv*.weight -> c*.w"], to: "dense.weight") == "dense.weight")
    #expect(RenameRule.apply(["*_a.* -> *.*"], to: "x_a.y") == "x.y")
    #expect(RenameRule.apply(["aa*aa -> *"], to: "aaa") == "aaa")
  }

  @Test func patternsMatchWhole() {
    #expect(RenameRule.matches("_fc.*", "_fc.weight"))
    #expect(!RenameRule.matches("_fc.*", "_fc"))
    #expect(!RenameRule.matches("_fc.*", "_fc.a.b"))
    #expect(!RenameRule.matches("_fc.*", "x_fc.weight"))
    #expect(RenameRule.matches("a", "a"))
  }
}
