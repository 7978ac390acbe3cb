package io.hami.mock.control.jmx;

import io.hami.mock.model.ResourceRow;
import java.util.Map;

/**
 * The plugin as a whole. A refused operation throws {@link IllegalArgumentException} with the
 * reason.
 */
@About("The device plugin of this node: what it advertises, and what can be done about it")
public interface DevicePluginMXBean {
  @About("The name of the Node that this plugin serves")
  String getNode();

  @About("The version of this plugin")
  String getVersion();

  @About("Counts the configurations that came into force, from 1; 0 before the first")
  long getConfigGeneration();

  @About("GOOD, ABSENT, BAD or UNREAD for each config, and where it comes from")
  String getConfigResult();

  @About("Everything that is wrong with a config")
  String[] getConfigProblems();

  @About("Whether the kubelet's socket exists")
  boolean isKubeletPresent();

  @About("How often the kubelet has restarted since this plugin started")
  long getKubeletRestarts();

  @About("When the kubelet last called or answered, in ISO 8601; empty before the first time")
  String getKubeletLastHeard();

  @About("Every line of the plan, advertised or not, by resource and vendor")
  Map<String, ResourceRow> getResources();

  @About("The split factors that an operator has set")
  String[] getOperatorFactors();

  @About("What is wrong; empty when all is well")
  String getLastError();

  @About("What is missing or overlooked on this node; empty when there is nothing")
  String[] getNotices();

  @About("Sets how many MiB one unit of a vendor's memory stands for, until reset or restart")
  void setMemoryFactor(
      @About("A vendor's name, in any case") String vendor, @About("At least 1") int factor);

  @About("Sets how many percent points one unit of a vendor's cores stands for")
  void setCoreFactor(
      @About("A vendor's name, in any case") String vendor, @About("At least 1") int factor);

  @About("Resets the factors that were set for a vendor and for its resources")
  void resetFactors(@About("A vendor's name; empty for all") String vendor);

  @About("The faults that are injected now")
  String[] getFaults();

  @About("Injects a fault for a time; returns its id, for resetFault")
  String injectFault(
      @About(
              "Such as: unhealthy percent=50 of=NVIDIA for=10m; flapping number=1 period=5s for=2m;"
                  + " drop-stream, withhold-registration, delay-allocate delay=3s, fail-allocate"
                  + " message=why, freeze-list, each with for=")
          String fault);

  @About("Ends an injected fault")
  void resetFault(@About("Its id, such as f3") String id);

  @About("Ends all injected faults")
  void resetFaults();

  @About("Reads the Node and both configs again")
  void reload();

  @About("Registers every resource with the kubelet again")
  void reregister();

  @About("Writes the factors that were set into the plugin's own config; returns where")
  String persist();

  @About("The plan as a table, and the notices")
  String explain();
}
