package io.hami.mock.histories;

/**
 * A valid own config.
 *
 * @param memoryFactor of NVIDIA; 0 where it is not given
 * @param licences how many; 0 where they are not declared
 * @param tokens the same
 * @param slots whether they are declared
 * @param cards how many cards of the model nvidia-t4 are made up
 */
record Own(int memoryFactor, int licences, int tokens, boolean slots, int cards) {
  /** No config. */
  static final Own DEFAULTS = new Own(0, 0, 0, false, 0);

  Own withCards(int others) {
    return new Own(memoryFactor, licences, tokens, slots, others);
  }

  /** The text of the file. */
  String yaml() {
    return yaml(
        cards == 0 ? "" : "inventory: [{cards: [{profile: nvidia-t4, count: " + cards + "}]}]\n");
  }

  /** The text with an inventory that is refused. */
  String yamlWithBadInventory() {
    return yaml("inventory: [{cards: [{profile: nvidia-t5}]}]\n");
  }

  private String yaml(String inventory) {
    return (memoryFactor == 0 ? "" : "vendors: {NVIDIA: {memoryFactor: " + memoryFactor + "}}\n")
        + "custom:\n"
        + custom(licences > 0, "example.com/licences", Integer.toString(licences))
        + custom(tokens > 0, "example.com/tokens", Integer.toString(tokens))
        + custom(slots, "example.com/slots", "annotation(\"example.com/slots\") * 2")
        + "resources: {example.com/tokens: {route: node-status}}\n"
        + inventory;
  }

  private static String custom(boolean declared, String name, String quantity) {
    return declared ? "  - {name: " + name + ", quantity: '" + quantity + "'}\n" : "";
  }
}
