"""The mail sink keeps each mail as a file before it says so, and shows it harmlessly."""

import smtplib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from deploy.mail_sink import application
from tests.waiting import until
