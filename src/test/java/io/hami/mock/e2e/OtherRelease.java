package io.hami.mock.e2e;

import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Before the first test, makes the node again with the release of Kubernetes that {@code
 * -Dlive.release} names, and prints the release of each live run.
 */
public final class OtherRelease implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String release = System.getProperty("live.release", "");
    if (!release.isEmpty()) {
      String control = LiveNode.control().orElseThrow();
      for (String verb : List.of("clean", "install", "up")) {
        LiveNode.run(List.of("env", "KUBE_RELEASE=" + release, control, verb));
      }
      System.out.println("live tests on " + LiveNode.ofEnvironment().version());
    }
  }
}
