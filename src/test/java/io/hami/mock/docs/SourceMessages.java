package io.hami.mock.docs;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The messages that a user can meet, as the sources have them: what is logged at WARN or ERROR, and
 * the reasons, problems and refusals, which are logged, printed or shown elsewhere. What is filled
 * in at run time is written {@code {}}. A text with fewer than two words of its own, or a line of
 * the log with none, passes on another message.
 */
final class SourceMessages {
  private static final Path SOURCES = Path.of("src/main/java/io/hami/mock");

  private static final String HOUSE = "io.hami.mock.";
  private static final String AS_IT_IS = "%s";

  /** Its messages are those of a kubelet in a test or a demo. */
  private static final Set<String> LEFT_OUT = Set.of("simulator");

  /** By a constructor's or method's name: which argument is a message, and what becomes of it. */
  private static final Map<String, Sink> SINKS =
      Map.ofEntries(
          Map.entry("log.warn", new Sink(0, AS_IT_IS, true)),
          Map.entry("log.error", new Sink(0, AS_IT_IS, true)),
          Map.entry("new Reason", new Sink(1, AS_IT_IS)),
          Map.entry("new BadInput", new Sink(0, AS_IT_IS)),
          Map.entry("new BadFlagException", new Sink(0, AS_IT_IS)),
          Map.entry("new RefusedException", new Sink(0, AS_IT_IS)),
          Map.entry("new HttpStatusException", new Sink(1, AS_IT_IS)),
          Map.entry("new IOException", new Sink(0, AS_IT_IS)),
          Map.entry("new ForbiddenException/1", new Sink(0, AS_IT_IS)),
          Map.entry("new ForbiddenException/2", new Sink(1, AS_IT_IS)),
          Map.entry("new Notice", new Sink(1, AS_IT_IS)),
          Map.entry("tell/3", new Sink(1, "{}: %s")),
          Map.entry("new ChangedException", new Sink(0, AS_IT_IS)),
          Map.entry("new LibraryException", new Sink(0, AS_IT_IS)),
          Map.entry("new SyntaxException", new Sink(1, AS_IT_IS)),
          Map.entry("new MalformedException", new Sink(2, "expected %s, found {}")),
          Map.entry("new Missing", new Sink(0, AS_IT_IS)),
          Map.entry("new Wrong", new Sink(0, AS_IT_IS)),
          Map.entry("new Bad", new Sink(0, AS_IT_IS)),
          Map.entry("new Broken", new Sink(0, AS_IT_IS)),
          Map.entry("new Unreadable", new Sink(0, AS_IT_IS)),
          Map.entry("new Failed", new Sink(0, AS_IT_IS)),
          Map.entry("new Forbidden", new Sink(0, AS_IT_IS)),
          Map.entry("new Taken", new Sink(0, AS_IT_IS)),
          Map.entry("new Remembered", new Sink(0, AS_IT_IS)),
          Map.entry("new Problem", new Sink(3, AS_IT_IS)),
          Map.entry("new Mistaken", new Sink(1, AS_IT_IS)),
          Map.entry("findings.problem", new Sink(1, AS_IT_IS)),
          Map.entry("findings.warning", new Sink(1, AS_IT_IS)),
          Map.entry("findings.passedOver", new Sink(1, AS_IT_IS)),
          Map.entry("findings.unknown", new Sink(1, "%s was expected, found '{}'")),
          Map.entry("mismatch", new Sink(1, "%s was expected, found {}")),
          Map.entry("problem/2", new Sink(1, AS_IT_IS)),
          Map.entry("problem/3", new Sink(2, "this cannot be read as YAML: %s")),
          Map.entry("in.array", new Sink(0, "expected %s, found {}")),
          Map.entry("invalid", new Sink(2, "invalid value \"{}\" for flag -{}: %s")),
          Map.entry("unexpected", new Sink(0, "expected %s, found {}")),
          Map.entry("contended", new Sink(0, AS_IT_IS)),
          Map.entry("trouble", new Sink(0, AS_IT_IS)),
          Map.entry("absent", new Sink(1, AS_IT_IS)),
          Map.entry("once", new Sink(1, AS_IT_IS)),
          Map.entry("listener.absent", new Sink(0, AS_IT_IS)),
          Map.entry("listener.forbidden", new Sink(0, AS_IT_IS)),
          Map.entry("new SecurityException", new Sink(0, AS_IT_IS)),
          Map.entry("new InvalidKeySpecException", new Sink(0, AS_IT_IS)),
          Map.entry("new IllegalArgumentException", new Sink(0, AS_IT_IS)),
          Map.entry("new IllegalStateException", new Sink(0, AS_IT_IS)),
          Map.entry("new KubeletAway", new Sink(0, AS_IT_IS)),
          Map.entry("new Publication", new Sink(5, AS_IT_IS)),
          Map.entry("section.problem", new Sink(0, AS_IT_IS)),
          Map.entry("section.warning", new Sink(1, AS_IT_IS)),
          Map.entry("file.warning", new Sink(1, AS_IT_IS)),
          Map.entry("withDescription", new Sink(0, AS_IT_IS)),
          Map.entry("of/5", new Sink(4, "{} {} is {}%s")),
          Map.entry("closed", new Sink(0, AS_IT_IS)),
          Map.entry("refused/1", new Sink(0, AS_IT_IS)),
          Map.entry("refused/2", new Sink(1, AS_IT_IS)),
          Map.entry("gone", new Sink(2, AS_IT_IS)),
          Map.entry("= overwritten", new Sink(0, AS_IT_IS)),
          Map.entry("failed/1", new Sink(0, AS_IT_IS)),
          Map.entry("failed/4", new Sink(2, AS_IT_IS)),
          Map.entry("heard.add", new Sink(0, AS_IT_IS)),
          Map.entry("failing.put", new Sink(1, AS_IT_IS)),
          Map.entry("missing.put", new Sink(1, AS_IT_IS)),
          Map.entry("silent.put", new Sink(1, AS_IT_IS)),
          Map.entry("submit/3", new Sink(0, AS_IT_IS)),
          Map.entry("report", new Sink(1, AS_IT_IS)),
          Map.entry("fall", new Sink(1, AS_IT_IS)));

  /**
   * What its caller replaces by a message or logs at DEBUG, or what only a fault of the code
   * causes.
   */
  private static final Set<String> NEVER_SHOWN =
      Set.of(
          "no object",
          "not flat",
          "more than an object",
          "this plugin is stopping",
          "a text in memory cannot fail to be read",
          "{} units do not fit into a frame, {} do",
          "0 <= allocatable <= capacity was expected, not {} of {}",
          "0 <= healthy <= total was expected, not {} of {}",
          "a unit's index is 0 to {}, not {}",
          "a vendor has no factor for its {}",
          "at least 0 units were expected, not {}",
          "{} do not add up to {}",
          "{} healthy of {} listed");

  /**
   * Methods that are called on any object; the others on the one that the sink names, or on none.
   */
  private static final Set<String> OF_ANYTHING =
      Set.of("mismatch", "invalid", "unexpected", "withDescription");

  /** Methods of an Optional that has a message. */
  private static final Set<String> PASSING_ON = Set.of("of", "map", "or", "orElse", "orElseGet");

  /** Methods whose optional text is a message. */
  private static final Set<String> RULES =
      Set.of("violation", "refusal", "trouble", "failure", "locked");

  private static final Pattern FORMAT = Pattern.compile("%(?:\\d+\\$)?[-0,]*\\d*[a-zA-Z]");

  private static final Pattern WORD = Pattern.compile("[a-zA-Z]{2,}");

  /**
   * @param argument which one, from 0
   * @param pattern the message, with the argument as {@code %s}
   * @param logged whether it is a line of its own, which one word is enough for
   */
  private record Sink(int argument, String pattern, boolean logged) {
    Sink(int argument, String pattern) {
      this(argument, pattern, false);
    }
  }

  private SourceMessages() {}

  /** The messages of each room, in order. */
  static Map<String, Set<String>> byRoom() throws IOException {
    Map<String, Set<String>> rooms = new TreeMap<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> paths = Files.walk(SOURCES)) {
      List<Path> sources =
          paths.filter(path -> path.toString().endsWith(".java")).sorted().toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, _ -> {}, null, null, files.getJavaFileObjectsFromPaths(sources));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      Map<String, ExpressionTree> constants = new TreeMap<>();
      units.forEach(unit -> constants(unit, constants));
      for (CompilationUnitTree unit : units) {
        String room = room(unit);
        if (!LEFT_OUT.contains(room)) {
          Set<String> found = rooms.computeIfAbsent(room, _ -> new TreeSet<>());
          new Collector(found, file(unit), constants).scan(unit, null);
        }
      }
    }
    rooms.values().forEach(found -> found.removeAll(NEVER_SHOWN));
    rooms.values().removeIf(Set::isEmpty);
    return rooms;
  }

  private static String room(CompilationUnitTree unit) {
    String name = unit.getPackageName().toString();
    return name.startsWith(HOUSE) ? name.substring(HOUSE.length()).replaceFirst("\\..*", "") : "";
  }

  private static String file(CompilationUnitTree unit) {
    return Path.of(unit.getSourceFile().getName()).getFileName().toString().replace("java", "");
  }

  private static void constants(CompilationUnitTree unit, Map<String, ExpressionTree> found) {
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitVariable(VariableTree node, Void none) {
        if (node.getName().toString().matches("[A-Z][A-Z_]+")
            && node.getInitializer() instanceof ExpressionTree value) {
          found.put(file(unit) + node.getName(), value);
        }
        return null;
      }
    }.scan(unit, null);
  }

  /** Collects the messages of one file. */
  private static final class Collector extends TreeScanner<Void, Void> {
    private final Set<String> found;
    private final Map<String, MethodTree> methods = new TreeMap<>();
    private String method = "";
    private final String file;
    private final Map<String, ExpressionTree> constants;

    /**
     * @param file the class's name with a dot
     * @param constants by class and name, of all files
     */
    Collector(Set<String> found, String file, Map<String, ExpressionTree> constants) {
      this.found = found;
      this.file = file;
      this.constants = constants;
    }

    @Override
    public Void visitClass(ClassTree node, Void none) {
      for (Tree member : node.getMembers()) {
        if (member instanceof MethodTree one) {
          methods.put(one.getName().toString(), one);
        }
      }
      return super.visitClass(node, null);
    }

    @Override
    public Void visitMethod(MethodTree node, Void none) {
      String outer = method;
      method = node.getName().toString();
      super.visitMethod(node, null);
      method = outer;
      return null;
    }

    @Override
    public Void visitAssignment(AssignmentTree node, Void none) {
      collect("= " + simple(node.getVariable()), List.of(node.getExpression()));
      return super.visitAssignment(node, null);
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree node, Void none) {
      if (RULES.contains(method) && node.getBody() instanceof ExpressionTree body) {
        add(body, new Sink(0, AS_IT_IS));
      }
      return super.visitLambdaExpression(node, null);
    }

    @Override
    public Void visitNewClass(NewClassTree node, Void none) {
      collect("new " + simple(node.getIdentifier()), node.getArguments());
      return super.visitNewClass(node, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree node, Void none) {
      switch (node.getMethodSelect()) {
        case MemberSelectTree select -> {
          String of = simple(select.getExpression()).toLowerCase(java.util.Locale.ROOT);
          collect(of + "." + select.getIdentifier(), node.getArguments());
          if (RULES.contains(method)
              && of.equals("optional")
              && select.getIdentifier().contentEquals("of")) {
            add(node.getArguments().getFirst(), new Sink(0, AS_IT_IS));
          }
          if (OF_ANYTHING.contains(select.getIdentifier().toString())) {
            collect(select.getIdentifier().toString(), node.getArguments());
          }
        }
        case IdentifierTree name -> collect(name.getName().toString(), node.getArguments());
        default -> {}
      }
      return super.visitMethodInvocation(node, null);
    }

    private void collect(String call, List<? extends ExpressionTree> arguments) {
      Sink sink = SINKS.getOrDefault(call, SINKS.get(call + "/" + arguments.size()));
      if (sink != null && arguments.size() > sink.argument()) {
        add(arguments.get(sink.argument()), sink);
      }
    }

    private void add(ExpressionTree argument, Sink sink) {
      for (String text : whole(argument)) {
        boolean words = WORD.matcher(text).results().count() >= (sink.logged() ? 1 : 2);
        if (words || (!sink.pattern().equals(AS_IT_IS) && WORD.matcher(text).find())) {
          found.add(sink.pattern().replace("%s", text));
        }
      }
    }

    /** The texts of an argument; where another method makes it, those that the method returns. */
    private List<String> whole(ExpressionTree tree) {
      return switch (tree) {
        case ConditionalExpressionTree choice ->
            Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
                .flatMap(one -> whole(one).stream())
                .toList();
        case MethodInvocationTree call
            when call.getMethodSelect() instanceof IdentifierTree name
                && methods.get(name.getName().toString()) instanceof MethodTree made -> {
          List<String> returned = new ArrayList<>();
          made.accept(
              new TreeScanner<Void, Void>() {
                @Override
                public Void visitReturn(ReturnTree node, Void none) {
                  returned.addAll(texts(node.getExpression()));
                  return null;
                }
              },
              null);
          yield returned;
        }
        case MethodInvocationTree call
            when call.getMethodSelect() instanceof MemberSelectTree select
                && PASSING_ON.contains(select.getIdentifier().toString()) ->
            Stream.concat(Stream.of(select.getExpression()), call.getArguments().stream())
                .flatMap(part -> whole(part).stream())
                .toList();
        case LambdaExpressionTree made when made.getBody() instanceof ExpressionTree body ->
            whole(body);
        default -> texts(tree);
      };
    }

    /** What {@code tree} may be as text; a part that is not known before is {@code {}}. */
    private List<String> texts(ExpressionTree tree) {
      return switch (tree) {
        case LiteralTree literal when literal.getValue() instanceof String text -> List.of(text);
        case ParenthesizedTree inner -> texts(inner.getExpression());
        case ConditionalExpressionTree choice ->
            Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
                .flatMap(one -> texts(one).stream())
                .toList();
        case SwitchExpressionTree choice -> {
          List<String> texts = new ArrayList<>();
          choice
              .getCases()
              .forEach(
                  one -> {
                    if (one.getBody() instanceof ExpressionTree value) {
                      texts.addAll(texts(value));
                    } else {
                      one.getBody()
                          .accept(
                              new TreeScanner<Void, Void>() {
                                @Override
                                public Void visitYield(YieldTree node, Void none) {
                                  texts.addAll(texts(node.getValue()));
                                  return null;
                                }
                              },
                              null);
                    }
                  });
          yield texts;
        }
        case BinaryTree sum when sum.getKind() == Tree.Kind.PLUS ->
            texts(sum.getLeftOperand()).stream()
                .flatMap(left -> texts(sum.getRightOperand()).stream().map(right -> left + right))
                .toList();
        case MethodInvocationTree call
            when call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("formatted") ->
            texts(select.getExpression()).stream()
                .map(text -> FORMAT.matcher(text).replaceAll("{}").replace("%%", "%"))
                .toList();
        case IdentifierTree name
            when constants.get(file + name.getName()) instanceof ExpressionTree value ->
            texts(value);
        case MemberSelectTree select
            when constants.get(simple(select.getExpression()) + "." + select.getIdentifier())
                instanceof ExpressionTree value ->
            texts(value);
        default -> List.of("{}");
      };
    }

    private static String simple(Tree tree) {
      return switch (tree) {
        case IdentifierTree name -> name.getName().toString();
        case MemberSelectTree select -> select.getIdentifier().toString();
        case com.sun.source.tree.ParameterizedTypeTree type -> simple(type.getType());
        default -> "";
      };
    }
  }
}
