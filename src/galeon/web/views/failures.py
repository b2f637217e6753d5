"""Jobs that failed: what, when, why; and trying them again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from galeon.kernel import jobs
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import STAFF, Visitor, page_for


@require_GET
@page_for(STAFF)
def failed_jobs(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The list, given up first."""
    found = [(job, job.error.strip().splitlines()[-1:] or [""]) for job in jobs.failed()]
    context = {"jobs": [(job, lines[0][:200]) for job, lines in found], "queue": jobs.queue()}
    return render(request, "finance/jobs.html", context)


@require_POST
@page_for(STAFF)
def retry_job(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Put one at the head of the queue."""
    job_id = whole_number(request.POST.get("job", ""))
    if job_id is not None and jobs.retry(job_id):
        messages.success(request, _("Job {id} will be tried again at once.").format(id=job_id))
    else:
        messages.error(request, _("That job is not waiting to be tried again."))
    return redirect("jobs")
