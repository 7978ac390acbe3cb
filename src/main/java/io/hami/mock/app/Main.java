package io.hami.mock.app;

import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.Command;
import io.hami.mock.cli.Command.Cleanup;
import io.hami.mock.cli.Command.Explain;
import io.hami.mock.cli.Command.Run;
import io.hami.mock.cli.Command.Simulate;
import io.hami.mock.cli.Options;
import io.hami.mock.cli.ProfileList;
import io.hami.mock.cli.ReadConfiguration;
import io.hami.mock.cluster.NodeName;
import io.hami.mock.config.Configuration;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.inventory.CardProfiles;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.log.Logging;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Entry point. */
public final class Main {
  /** The exit status of Go's flag package for a wrong command line. */
  private static final int BAD_USAGE = 2;

  /** The exit status of a command that has not done all that was asked. */
  private static final int NOT_DONE = 1;

  private Main() {}

  static void main(String[] args) throws IOException, InterruptedException {
    try {
      switch (new ArgumentParser(System.getenv()).parse(args)) {
        case Command.Help(String text) -> System.out.print(text);
        case Command.Version(String text) -> System.out.println(text);
        case Command.Bad(String message) -> throw new BadInput(message);
        case Command.Profiles(Command.Output output) ->
            System.out.print(
                switch (output) {
                  case TEXT -> ProfileList.text(profiles());
                  case JSON -> ProfileList.json(profiles());
                });
        case Command.Task task -> perform(task);
      }
    } catch (BadInput bad) {
      System.err.println(bad.getMessage());
      System.exit(BAD_USAGE);
    }
  }

  private static void perform(Command.Task task)
      throws BadInput, IOException, InterruptedException {
    Options options = task.options();
    if (task instanceof Run) {
      // Before the log is set up, so that both run at the same time.
      TlsRehearsal.begin();
    }
    BadInput.throwIf(Logging.apply(options.log()));
    options.checkNames();
    switch (task) {
      case Run _ -> run(options);
      case Simulate(Options _, boolean once) -> simulate(options, once);
      case Cleanup cleanup -> {
        if (!CleanedNodes.clean(cleanup, System.out, System.err)) {
          System.exit(NOT_DONE);
        }
      }
      case Explain explain -> {
        ExplainedNode.Explained explained = ExplainedNode.explain(explain);
        System.out.print(explained.text());
        BadInput.throwIf(explained.problem());
      }
    }
  }

  private static CardProfiles profiles() {
    return Plugin.vendors(ReferenceNames.DEFAULTS).profiles();
  }

  private static void run(Options options) throws BadInput, InterruptedException {
    NodeName node = Inputs.nodeName(options);
    KubeletDirectory directory = Inputs.directory(options);
    Controls.check(options.control());
    Inputs.checkFiles(options.configs());
    Lifetime.onSignal(Plugin.onNode(options, directory, node));
    new CountDownLatch(1).await();
  }

  private static void simulate(Options options, boolean once)
      throws BadInput, IOException, InterruptedException {
    Controls.check(options.control());
    Configuration configuration =
        ReadConfiguration.of(
            ReadConfiguration.files(options.configs()), Plugin.vendors(options.reference()));
    Simulation simulation =
        Simulation.start(options, configuration.plugin().inventory().inventory());
    if (once) {
      try (simulation) {
        simulation.print(System.out, true);
      }
      return;
    }
    Lifetime.onSignal(simulation);
    simulation.print(System.out, false);
  }
}
