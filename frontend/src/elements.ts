import { ArgusCameraCard } from "./camera/argus-camera-card.ts";
import { ArgusView } from "./camera/argus-view.ts";
import { ArgusCounterCard } from "./counter/argus-counter-card.ts";
import { ArgusCameraView, ArgusDashboard, ArgusOverviewView, ArgusReportsView } from "./dashboard/strategies.ts";
import { ArgusHeatmapCard } from "./heatmap/argus-heatmap-card.ts";
import { ArgusIncidentsCard } from "./incidents/argus-incidents-card.ts";
import { ArgusThumbnail } from "./incidents/argus-thumbnail.ts";
import { ArgusReportCard } from "./report/argus-report-card.ts";
import { define } from "./ui/define.ts";

/** Make the elements of Argus known to the page. */
export function register(): void {
  define("argus-view", ArgusView);
  define("argus-thumbnail", ArgusThumbnail);
  define("argus-camera-card", ArgusCameraCard);
  define("argus-incidents-card", ArgusIncidentsCard);
  define("argus-counter-card", ArgusCounterCard);
  define("argus-report-card", ArgusReportCard);
  define("argus-heatmap-card", ArgusHeatmapCard);
  define("ll-strategy-dashboard-argus", ArgusDashboard);
  define("ll-strategy-view-argus-overview", ArgusOverviewView);
  define("ll-strategy-view-argus-reports", ArgusReportsView);
  define("ll-strategy-view-argus-camera", ArgusCameraView);
  // Needed when cards are picked, not before they are shown.
  void import("./pickers.ts").then(({ offer }) => offer());
}
