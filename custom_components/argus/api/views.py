"""Registers the HTTP views, for those who may see the cameras."""

from homeassistant.core import HomeAssistant, callback

from .event_views import (
    EventsView,
    EventView,
    MomentView,
    PreviewView,
    SnapshotView,
    ThumbnailView,
)
from .frame_view import FrameView, PlacesView
from .heat_view import HeatmapView, HeatOverlayView
from .report_view import ReportChartView
from .status_views import StatusView, VisitorsView


@callback
def async_setup_views(hass: HomeAssistant) -> None:
    """Register the views."""
    for view in (
        StatusView,
        EventsView,
        EventView,
        SnapshotView,
        ThumbnailView,
        PreviewView,
        MomentView,
        VisitorsView,
        FrameView,
        HeatmapView,
        HeatOverlayView,
        PlacesView,
        ReportChartView,
    ):
        hass.http.register_view(view(hass))
