package io.hami.mock.cli;

/** The help text, in the format of Go's flag package. */
final class Usage {
  private Usage() {}

  static String text() {
    StringBuilder text = new StringBuilder("Usage of k8s-device-plugin:\n");
    for (Flag flag : Flag.sorted()) {
      text.append("  ").append(flag).append(flag.type());
      text.append("\n    \t").append(flag.description().replace("\n", "\n    \t"));
      if (!flag.byDefault().isEmpty()) {
        String quote = flag.type() == Flag.Type.STRING ? "\"" : "";
        text.append(" (default ").append(quote).append(flag.byDefault()).append(quote).append(')');
      }
      text.append('\n');
    }
    text.append("Sub-commands, before or after the flags:\n");
    for (SubCommand command : SubCommand.values()) {
      text.append("  ").append(command);
      text.append("\n    \t").append(command.description()).append('\n');
    }
    return text.toString();
  }
}
