# The patient: search, practitioner, booking, appointments.
